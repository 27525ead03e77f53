"""WHEN could each market first know?"""
