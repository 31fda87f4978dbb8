-- Both masks by casts of booleans, multiplied into place.
SELECT receipt,
    coalesce(CAST(c0 AS INTEGER), 0) * 1 |
    coalesce(CAST(c1 AS INTEGER), 0) * 2 |
    coalesce(CAST(c2 AS INTEGER), 0) * 4 |
    coalesce(CAST(c3 AS INTEGER), 0) * 8 |
    coalesce(CAST(c4 AS INTEGER), 0) * 16 |
    coalesce(CAST(c5 AS INTEGER), 0) * 32 |
    coalesce(CAST(c6 AS INTEGER), 0) * 64 |
    coalesce(CAST(c7 AS INTEGER), 0) * 128 |
    coalesce(CAST(c8 AS INTEGER), 0) * 256 |
    coalesce(CAST(c9 AS INTEGER), 0) * 512 |
    coalesce(CAST(c10 AS INTEGER), 0) * 1024 |
    coalesce(CAST(c11 AS INTEGER), 0) * 2048 AS t,
    CAST(c0 IS NULL AS INTEGER) * 1 |
    CAST(c1 IS NULL AS INTEGER) * 2 |
    CAST(c2 IS NULL AS INTEGER) * 4 |
    CAST(c3 IS NULL AS INTEGER) * 8 |
    CAST(c4 IS NULL AS INTEGER) * 16 |
    CAST(c5 IS NULL AS INTEGER) * 32 |
    CAST(c6 IS NULL AS INTEGER) * 64 |
    CAST(c7 IS NULL AS INTEGER) * 128 |
    CAST(c8 IS NULL AS INTEGER) * 256 |
    CAST(c9 IS NULL AS INTEGER) * 512 |
    CAST(c10 IS NULL AS INTEGER) * 1024 |
    CAST(c11 IS NULL AS INTEGER) * 2048 AS u
FROM ({conditions})
