"""Quotes that come when they come: their files, their calendars, accrued interest and coupons."""
