"""Funds that hold different amounts: dose-response, and a portfolio rebuilt from others."""
