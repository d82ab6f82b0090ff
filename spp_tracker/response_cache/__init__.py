"""Public responses kept in front of Django: a hit costs a look-up and a read of the data version.

- ``cache`` answers from what is kept, or asks Django and keeps the response;
- ``addresses`` decides which requests may be answered so, and which of them are the same;
- ``data_version`` reads the version of the record, anew for every request;
- ``flights`` lets one thread make what many ask for;
- ``origin`` reads the responses of Django;
- ``store`` holds the responses of one data version, bounded in bytes;
- ``encodings`` chooses a compression for a client.
"""
