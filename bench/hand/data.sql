-- The rows of the kernel's measurement: {rows} loans of a third as many borrowers, the same on every machine.
CREATE OR REPLACE TEMP TABLE leaf AS
SELECT list(code ORDER BY code) AS codes FROM read_csv('{book}/common/bench/fact/gb4754.csv', header = true, all_varchar = true)
WHERE level = 'class';
CREATE OR REPLACE TEMP TABLE coarse AS
SELECT list(code ORDER BY code) AS codes FROM read_csv('{book}/common/bench/fact/gb4754.csv', header = true, all_varchar = true)
WHERE level IN ('division', 'group');
CREATE OR REPLACE TEMP TABLE region AS
SELECT ['140105', '140106', '140181', '140211', '140311', '140402', '140502', '140602', '140702', '140802', '140902',
        '141002', '141102', '110101', '310115', '440305'] AS codes;
CREATE OR REPLACE TEMP MACRO draw(no, salt, below) AS CAST(hash(no * 64 + salt) % below AS BIGINT);
CREATE OR REPLACE TEMP MACRO known(no, salt, below, value) AS CASE WHEN draw(no, salt, below) <> 0 THEN value END;
CREATE OR REPLACE TEMP VIEW made AS
SELECT
    i AS receipt,
    DATE '2026-09-30' AS report_date,
    known(i, 1, 200, start_day) AS start,
    known(i, 2, 100, start_day + [181, 365, 366, 730, 1095, 3650][1 + draw(i, 3, 6)]::INTEGER) AS due,
    known(i, 4, 100, CAST(draw(i, 5, 900000000) - 1000000 AS DECIMAL(18, 2)) / 100)::DECIMAL(18, 2) AS amount,
    known(i, 6, 50, CAST(200000 + draw(i, 7, 400000) AS DECIMAL(18, 5)) * 0.00001)::DECIMAL(18, 5) AS rate,
    known(i, 8, 200, ['F022', 'F022', 'F022', 'F023', 'F0211', 'F0212', 'F0219', 'F041', 'F061', 'F99'][1 + draw(i, 9, 10)])
        AS product,
    known(i, 10, 200, ['FQ01', 'FQ01', 'FQ01', 'FQ01', 'FQ02', 'FQ03', 'FQ04', 'FQ05'][1 + draw(i, 11, 8)]) AS quality,
    known(i, 12, 100, ['A', 'B01', 'B01', 'B99', 'C01', 'C99', 'D', 'D', 'E'][1 + draw(i, 13, 9)]) AS guarantee,
    known(i, 14, 200, '91' || codes_of_region[1 + draw(b, 15, 16)] || lpad(CAST(b AS VARCHAR), 10, '0')) AS borrower_id,
    known(b, 16, 300, codes_of_region[1 + draw(b, 15, 16)]) AS borrower_region,
    known(b, 17, 16, ['CS01', 'CS02', 'CS02', 'CS03', 'CS03', 'CS03', 'CS04', 'CS04', 'CS05'][1 + draw(b, 18, 9)])
        AS borrower_size,
    known(b, 19, 10, CASE WHEN draw(b, 20, 4) = 0 THEN draw(b, 21, 5000) ELSE draw(b, 21, 320) END) AS staff,
    known(b, 22, 8, CAST(draw(b, 23, 6000000000) AS DECIMAL(18, 2)) / 100)::DECIMAL(18, 2) AS revenue,
    known(b, 24, 12, CAST(draw(b, 25, 2400000000) AS DECIMAL(18, 2)) / 100)::DECIMAL(18, 2) AS credit_line,
    known(b, 26, 20, draw(b, 27, 5) = 0) AS farmer,
    known(b, 28, 10, draw(b, 29, 2) = 0) AS urban,
    known(i, 30, 3, draw(i, 31, 6) = 0) AS mark_green,
    CASE WHEN draw(i, 32, 50) = 0 THEN NULL
         WHEN draw(i, 33, 30) = 0 THEN coarse_codes[1 + draw(i, 34, len(coarse_codes))]
         ELSE leaf_codes[1 + draw(i, 35, len(leaf_codes))] END AS use_industry
FROM (SELECT i, draw(i, 0, {rows} // 3 + 1) AS b, DATE '2019-03-01' + draw(i, 36, 2760)::INTEGER AS start_day
      FROM range({rows}) AS r(i)),
     (SELECT codes AS leaf_codes FROM leaf), (SELECT codes AS coarse_codes FROM coarse),
     (SELECT codes AS codes_of_region FROM region);
-- Who stands on the lists: one borrower in 200 and one in 70, some twice with a break.
CREATE OR REPLACE TABLE list_entry AS
SELECT list, '91' || codes[1 + draw(b, 15, 16)] || lpad(CAST(b AS VARCHAR), 10, '0') AS id, valid_from,
       CASE WHEN draw(b, 44, 3) <> 0 THEN valid_from + 1095 END AS valid_to
FROM (SELECT list, b, DATE '2020-01-01' + draw(b, 42, 1500)::INTEGER AS valid_from
      FROM range({rows} // 3 + 1) AS r(b), (VALUES ('tech.hnte', 40, 200), ('tech.sme', 41, 70)) AS l(list, salt, below)
      WHERE draw(b, salt, below) = 0), region
UNION ALL
SELECT list, '91' || codes[1 + draw(b, 15, 16)] || lpad(CAST(b AS VARCHAR), 10, '0'), valid_from + 1200, NULL
FROM (SELECT 'tech.hnte' AS list, b, DATE '2020-01-01' + draw(b, 42, 1500)::INTEGER AS valid_from
      FROM range({rows} // 3 + 1) AS r(b) WHERE draw(b, 40, 200) = 0 AND draw(b, 44, 3) <> 0 AND draw(b, 45, 4) = 0), region
