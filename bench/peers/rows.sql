-- The rows as engines for single records take them: days as numbers, amounts in cents, rates in their
-- last place, the periods of both lists beside the record; they look nothing up.
SELECT loan.receipt,
       start - DATE '1970-01-01' AS start, due - DATE '1970-01-01' AS due,
       (amount * 100)::BIGINT AS amount, (rate * 100000)::BIGINT AS rate, product, quality, guarantee,
       borrower_id AS id, borrower_region AS region, borrower_size AS size, staff,
       (revenue * 100)::BIGINT AS revenue, (credit_line * 100)::BIGINT AS line, farmer, urban,
       mark_green AS green, use_industry AS industry,
       hnte_from - DATE '1970-01-01' AS hf, hnte_to - DATE '1970-01-01' AS ht,
       hnte_again - DATE '1970-01-01' AS ha, sme_from - DATE '1970-01-01' AS sf,
       sme_to - DATE '1970-01-01' AS st
FROM (FROM read_parquet('{rows_file}') LIMIT {limit}) AS loan LEFT JOIN listed ON listed.id = loan.borrower_id
ORDER BY loan.receipt
