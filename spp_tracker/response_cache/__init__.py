"""A cache of responses in front of Django: a hit costs a look-up and a read of the data version.

- ``cache`` responds from the cache, or asks Django and caches the response;
- ``addresses`` decides which requests the cache may serve, and which of them are the same;
- ``version_reader`` reads the data version for every request;
- ``wal_index`` tells without a query that a SQLite database has not changed since;
- ``version_hold`` keeps the version of PostgreSQL from changing for a moment;
- ``flights`` lets one thread make what many request at once;
- ``origin`` reads the responses of Django;
- ``store`` holds the responses of one data version, bounded in bytes;
- ``encodings`` chooses a compression for a client.
"""
