-- The twelve conditions: both lists by one join on one row a listed party, the map by a join.
SELECT
    receipt,
    borrower_size IN ('CS03', 'CS04') AS c0,
    credit_line <= CASE WHEN borrower_region LIKE '1401%' THEN 15000000.00::DECIMAL(18, 2)
                        WHEN borrower_region LIKE '14%' THEN 12000000.00::DECIMAL(18, 2)
                        WHEN borrower_region IS NOT NULL THEN 10000000.00::DECIMAL(18, 2) END AS c1,
    product IN ('F022', 'F023', 'F041', 'F042', 'F051', 'F052', 'F061', 'F081', 'F082', 'F09', 'F12') AS c2,
    amount > 0 AND due >= DATE '2026-09-30' AS c3,
    CASE WHEN start BETWEEN hnte_from AND hnte_to OR start >= hnte_again THEN true
         WHEN start >= DATE '2020-01-01' AND borrower_id IS NOT NULL THEN false END AS c4,
    CASE WHEN start BETWEEN sme_from AND sme_to THEN true
         WHEN start >= DATE '2022-01-01' AND borrower_region LIKE '14%' AND borrower_id IS NOT NULL THEN false
         END AS c5,
    CASE WHEN core.code IS NOT NULL THEN core.answer WHEN use_industry IS NOT NULL THEN false END AS c6,
    rate <= CASE WHEN start >= DATE '2025-05-20' THEN 3.50000::DECIMAL(18, 5)
                 WHEN start >= DATE '2024-10-21' THEN 3.60000::DECIMAL(18, 5)
                 WHEN start >= DATE '2024-07-22' THEN 3.85000::DECIMAL(18, 5)
                 WHEN start >= DATE '2023-08-21' THEN 3.95000::DECIMAL(18, 5)
                 WHEN start >= DATE '2023-06-20' THEN 4.05000::DECIMAL(18, 5)
                 WHEN start >= DATE '2022-08-22' THEN 4.15000::DECIMAL(18, 5)
                 WHEN start >= DATE '2022-01-20' THEN 4.20000::DECIMAL(18, 5)
                 WHEN start >= DATE '2020-04-20' THEN 4.35000::DECIMAL(18, 5)
                 WHEN start >= DATE '2020-02-20' THEN 4.55000::DECIMAL(18, 5)
                 WHEN start >= DATE '2019-08-20' THEN 4.75000::DECIMAL(18, 5) END AS c7,
    mark_green OR (farmer AND NOT urban) AS c8,
    due - start <= 366 AS c9,
    staff < 300 OR revenue < 20000000 AS c10,
    quality IN ('FQ01', 'FQ02') AND guarantee <> 'D' AS c11
FROM {source} AS loan
LEFT JOIN listed ON listed.id = loan.borrower_id
LEFT JOIN core ON core.code = loan.use_industry
