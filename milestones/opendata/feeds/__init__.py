"""Deadlines as a calendar and status updates as a feed, for other programs to subscribe to.

Both are in English, like all data, and take the filters of the pages.
"""
