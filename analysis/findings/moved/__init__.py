"""WHAT MOVED, and of what is it made up?"""
