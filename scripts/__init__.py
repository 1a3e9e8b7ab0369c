"""Helpers of the Makefile. They run before anything is installed, so they need the standard library alone."""
