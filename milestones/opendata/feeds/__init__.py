"""What other programs follow: deadlines as a calendar, status updates as a feed.

Both speak English, as all data do, and take the filters of the pages.
"""
