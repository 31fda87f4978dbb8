-- The twelve conditions: both lists by one join, the map as written-out codes.
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
    CASE WHEN use_industry IN (
             'I', 'C27', 'I63', 'I64', 'I65', 'C271', 'C272', 'C273', 'C274', 'C275', 'C276', 'C277', 'C278',
             'C392', 'C394', 'C395', 'C399', 'I631', 'I632', 'I633', 'I641', 'I642', 'I643', 'I644', 'I645',
             'I649', 'I651', 'I652', 'I653', 'I654', 'I655', 'I656', 'I657', 'I659', 'C2710', 'C2720', 'C2730',
             'C2740', 'C2750', 'C2761', 'C2762', 'C2770', 'C2780', 'C3911', 'C3912', 'C3913', 'C3915', 'C3919',
             'C3921', 'C3922', 'C3931', 'C3932', 'C3933', 'C3939', 'C3940', 'C3951', 'C3952', 'C3953', 'C3961',
             'C3962', 'C3963', 'C3969', 'C3971', 'C3972', 'C3973', 'C3975', 'C3976', 'C3979', 'C3981', 'C3982',
             'C3983', 'C3985', 'C3989', 'C3990', 'I6311', 'I6312', 'I6319', 'I6321', 'I6322', 'I6331', 'I6339',
             'I6410', 'I6421', 'I6422', 'I6429', 'I6431', 'I6432', 'I6433', 'I6434', 'I6439', 'I6440', 'I6450',
             'I6490', 'I6511', 'I6512', 'I6513', 'I6519', 'I6520', 'I6531', 'I6532', 'I6540', 'I6550', 'I6560',
             'I6571', 'I6572', 'I6579', 'I6591', 'I6599') THEN true
         WHEN use_industry IN ('C', 'C39', 'C391', 'C393', 'C396', 'C397', 'C398') THEN NULL
         WHEN use_industry IS NOT NULL THEN false END AS c6,
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
