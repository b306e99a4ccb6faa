"""The Python runtime. What is not needed for a first successful call is imported where it is used: each import lengthens a cold start."""
