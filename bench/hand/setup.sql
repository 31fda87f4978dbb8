-- What a careful author of the SQL below prepares once: the map closed over the tree of codes, each list by itself.
CREATE OR REPLACE TABLE tree AS
SELECT code, coalesce(parent, '') AS parent
FROM read_csv('{book}/common/bench/fact/gb4754.csv', header = true, all_varchar = true);
CREATE OR REPLACE TABLE core_leaf AS
SELECT code, code IN (SELECT code FROM read_csv('{book}/tech/bench/table/core.csv', header = true, all_varchar = true)
                      WHERE flag = 'U') AS answer
FROM tree WHERE code NOT IN (SELECT parent FROM tree);
CREATE OR REPLACE TABLE core AS
WITH RECURSIVE up(code, answer) AS (
    SELECT code, answer FROM core_leaf
    UNION
    SELECT tree.parent, answer FROM up JOIN tree USING (code) WHERE tree.parent <> '')
SELECT code, CASE WHEN bool_and(answer) THEN true WHEN NOT bool_or(answer) THEN false END AS answer
FROM up GROUP BY code;
CREATE OR REPLACE TABLE hnte AS SELECT id, valid_from, valid_to FROM list_entry WHERE list = 'tech.hnte';
CREATE OR REPLACE TABLE sme AS SELECT id, valid_from, valid_to FROM list_entry WHERE list = 'tech.sme';
CREATE OR REPLACE TABLE listed AS
SELECT id, min(valid_from) FILTER (list = 'tech.hnte') AS hnte_from,
       arg_min(coalesce(valid_to, DATE '9999-12-31'), valid_from) FILTER (list = 'tech.hnte') AS hnte_to,
       CASE WHEN count(*) FILTER (list = 'tech.hnte') = 2 THEN max(valid_from) FILTER (list = 'tech.hnte') END AS hnte_again,
       min(valid_from) FILTER (list = 'tech.sme') AS sme_from,
       coalesce(min(valid_to) FILTER (list = 'tech.sme'), DATE '9999-12-31') AS sme_to
FROM list_entry GROUP BY id
