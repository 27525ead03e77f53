"""WHAT DOES IT MEAN? Effects, verdict, figures and report."""
