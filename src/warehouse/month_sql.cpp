// The joins of a month, once, so that rules need none.
#include "warehouse/month_sql.hpp"

#include "base/text.hpp"
#include "warehouse/database.hpp"

namespace warehouse {
namespace {

// Rows as sent, one shape for loans and bills. `key` joins companions: R and the receipt, B and the
// bill.
constexpr std::string_view sent_rows = R"sql(
CREATE TABLE {p}sent{official} AS
SELECT 'loan' AS relation, line_no, {month_end} AS report_date, branch_uscc, branch_no, branch_region, 'C01' AS class, contract,
  receipt, NULL::VARCHAR AS bill, NULL::VARCHAR AS txn, product, start, due, extended_due, currency, amount_own, amount,
  rate, rate_kind, benchmark_rate, reprice_date, guarantee, quality, status, NULL::VARCHAR AS flow_status, overdue_type,
  use_text, borrower_id_type, {bid} AS borrower_id,
  wp_id_state(borrower_id_type, borrower_id) AS borrower_id_state, borrower_sector, borrower_industry AS division, borrower_region,
  borrower_ownership, borrower_size, use_industry AS use_group, text_fault, 'R' || receipt AS key
FROM {p}cldwdk
UNION ALL
SELECT 'loan', line_no, {month_end}, branch_uscc, branch_no, branch_region, 'C02', contract, receipt, NULL, NULL, product, start, due,
  extended_due, currency, amount_own, amount, rate, rate_kind, benchmark_rate, reprice_date, guarantee, quality, status,
  NULL, overdue_type, use_text, borrower_id_type, {bid}, wp_id_state(borrower_id_type, borrower_id), NULL, NULL, borrower_region, NULL, NULL, NULL, text_fault,
  'R' || receipt
FROM {p}clgrdk
UNION ALL
SELECT 'loan', line_no, {month_end}, branch_uscc, branch_no, branch_region, 'C03', NULL, NULL, bill, NULL,
  CASE discount_way WHEN '01' THEN 'PJ01' WHEN '02' THEN 'PJ02' ELSE 'PJ09' END, start, due, NULL, currency, amount_own,
  amount, rate, NULL, NULL, NULL, NULL, quality, status, NULL, NULL, NULL, borrower_id_type, {bid}, wp_id_state(borrower_id_type, borrower_id), borrower_sector,
  borrower_industry, borrower_region, borrower_ownership, borrower_size, NULL, text_fault, 'B' || bill
FROM {p}clpjrz
UNION ALL
SELECT CASE WHEN direction THEN 'flow' ELSE 'repaid' END, line_no, start, branch_uscc, branch_no, branch_region, 'C01', contract,
  receipt, NULL, txn, product, start, due, NULL, currency, amount_own, amount, rate, rate_kind, benchmark_rate,
  reprice_date, guarantee, NULL, NULL, status, NULL, use_text, borrower_id_type, {bid}, wp_id_state(borrower_id_type, borrower_id), borrower_sector,
  borrower_industry, borrower_region, borrower_ownership, borrower_size, use_industry, text_fault, 'R' || receipt
FROM {p}dwdkfs
UNION ALL
SELECT CASE WHEN direction THEN 'flow' ELSE 'repaid' END, line_no, start, branch_uscc, branch_no, branch_region, 'C02', contract,
  receipt, NULL, txn, product, start, due, NULL, currency, amount_own, amount, rate, rate_kind, benchmark_rate,
  reprice_date, guarantee, NULL, NULL, status, NULL, use_text, borrower_id_type, {bid}, wp_id_state(borrower_id_type, borrower_id), NULL, NULL, borrower_region,
  NULL, NULL, NULL, text_fault, 'R' || receipt
FROM {p}grdkfs
UNION ALL
SELECT CASE WHEN discount_way = '01' AND trade = 'A01' THEN 'flow' ELSE 'repaid' END, line_no, start, branch_uscc, branch_no,
  branch_region, 'C03', NULL, NULL, bill, txn,
  CASE discount_way WHEN '01' THEN 'PJ01' WHEN '02' THEN 'PJ02' ELSE 'PJ09' END, start, due, NULL, currency, amount_own,
  amount, rate, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, borrower_id_type, {bid}, wp_id_state(borrower_id_type, borrower_id), borrower_sector,
  borrower_industry, borrower_region, borrower_ownership, borrower_size, NULL, text_fault, 'B' || bill
FROM {p}pjrzfs;
)sql";

// Companions by key; the determination that counts per chapter; the same lists for every row of a
// key.
constexpr std::string_view companions = R"sql(
CREATE TABLE {p}supplement_key AS
SELECT *, CASE WHEN coalesce(nullif(receipt, '0'), '') <> '' THEN 'R' || receipt ELSE 'B' || bill END AS key FROM {p}supplement;
CREATE TABLE {p}determined AS
WITH counting AS (
  SELECT *, CASE WHEN coalesce(nullif(receipt, '0'), '') <> '' THEN 'R' || receipt ELSE 'B' || bill END AS key
  FROM {p}determination WHERE valid_from <= {month_end}),
own AS (
  SELECT key, chapter, arg_max({one: determination, two: main_type, three: share}, valid_from) AS d
  FROM counting GROUP BY key, chapter),
carried AS (
  SELECT key, chapter, {one: determination, two: main_type, three: share} AS d FROM {p}prior_determination
  WHERE NOT EXISTS (SELECT 1 FROM own WHERE own.key = {p}prior_determination.key AND own.chapter = {p}prior_determination.chapter))
SELECT key, chapter, d.one AS determination, d.two AS main_type, d.three AS share FROM own
UNION ALL SELECT key, chapter, d.one, d.two, d.three FROM carried;
CREATE TABLE {p}decision AS
SELECT key,
  bool_or(CASE WHEN chapter = 'HTS' AND determination <> 'X' THEN determination = 'Y' END) AS det_hts,
  bool_or(CASE WHEN chapter = 'SE' AND determination <> 'X' THEN determination = 'Y' END) AS det_se,
  bool_or(CASE WHEN chapter = 'DE' AND determination <> 'X' THEN determination = 'Y' END) AS det_de,
  bool_or(CASE WHEN chapter = 'DE05' AND determination <> 'X' THEN determination = 'Y' END) AS det_de05,
  bool_or(CASE WHEN chapter = 'GREEN' AND determination <> 'X' THEN determination = 'Y' END) AS det_green,
  bool_or(CASE WHEN chapter = 'ELDER' AND determination <> 'X' THEN determination = 'Y' END) AS det_elder,
  max(CASE WHEN chapter = 'HTP' THEN main_type END) AS det_htp_type,
  max(CASE WHEN chapter = 'HTS' THEN main_type END) AS det_hts_type,
  max(CASE WHEN chapter = 'SE' THEN main_type END) AS det_se_type,
  max(CASE WHEN chapter = 'PA' THEN main_type END) AS det_pa_type,
  max(CASE WHEN chapter = 'DE' THEN main_type END) AS det_de_type,
  max(CASE WHEN chapter = 'ELDER' THEN main_type END) AS det_elder_type,
  max(CASE WHEN chapter = 'GREEN' THEN share END) AS det_green_share,
  max(CASE WHEN chapter = 'ELDER' THEN share END) AS det_elder_share,
  bool_or(CASE WHEN chapter IN ('HTP', 'HTS', 'SE', 'PA') THEN determination = 'X' END) AS signed_tech,
  bool_or(CASE WHEN chapter = 'GREEN' THEN determination = 'X' END) AS signed_green,
  bool_or(CASE WHEN chapter = 'INC' THEN determination = 'X' END) AS signed_inclusive,
  bool_or(CASE WHEN chapter = 'ELDER' THEN determination = 'X' END) AS signed_elder,
  bool_or(CASE WHEN chapter = 'DE' THEN determination = 'X' END) AS signed_digital
FROM {p}determined GROUP BY key;
CREATE TABLE {p}customer AS
SELECT {cid} AS id, true AS person, credit_line, credit_used, NULL::BIGINT AS staff, NULL::DECIMAL(18,2) AS revenue,
  NULL::DECIMAL(18,2) AS assets, born FROM {p}grkhxx
UNION ALL
SELECT id, false, credit_line, credit_used, staff, revenue, assets, NULL FROM {p}ftykhx;
CREATE TABLE {p}movement AS
SELECT contract, receipt, sum(CASE WHEN relation = 'flow' THEN amount_own ELSE 0 END)::DECIMAL(18,2) AS drawn_own,
  sum(CASE WHEN relation = 'repaid' THEN amount_own ELSE 0 END)::DECIMAL(18,2) AS repaid_own
FROM {p}sent WHERE relation <> 'loan' AND class <> 'C03' GROUP BY contract, receipt;
)sql";

// The wide row. {reported} gives the reported columns and their joins; {rows} is the relation.
constexpr std::string_view wide = R"sql(
CREATE VIEW {p}{rows} AS
{over}SELECT r.relation, r.line_no, r.report_date, {month_end} AS month_end, {legal} AS legal_uscc, r.branch_uscc, r.branch_no,
  coalesce(r.branch_region, j.region) AS branch_region, {branch_found} AS branch_found, r.class, r.contract, r.receipt, r.bill,
  r.txn, r.product, r.start, r.due, r.extended_due, r.currency, r.amount, r.amount_own, r.rate, r.rate_kind, r.benchmark_rate,
  r.reprice_date, r.guarantee, r.quality, r.status, r.flow_status, r.overdue_type, r.use_text, s.approved,
  w.receipt IS NOT NULL AS entrusted, r.text_fault IS NOT NULL AS text_fault, r.text_fault AS text_fault_heads,
  r.borrower_id_type, r.borrower_id, r.borrower_id_state, b.borrower_no, b.customer_no, r.borrower_sector, coalesce(s.borrower_class, r.division) AS borrower_industry,
  r.borrower_region, r.borrower_ownership, r.borrower_size, c.staff, c.revenue, c.assets,
  coalesce(s.credit_line, c.credit_line) AS credit_line, c.born, {customer_found} AS customer_found,
  NULL::VARCHAR AS borrower_kind_given, s.county_town, s.farmer AS farmer_given,
  {mark1} y.mark_sole END AS mark_sole, {mark1} y.mark_owner END AS mark_owner, {mark2} e.mark_agri END AS mark_agri,
  {mark2} e.mark_ex_poor END AS mark_ex_poor, {mark2} e.mark_green END AS mark_green,
  coalesce({mark2} e.mark_startup END, {startup_else}) AS mark_startup,
  coalesce(s.use_class, r.use_group) AS use_industry, s.use_domestic, s.agri_use,
  s.green_l3 AS green_item, s.green_condition AS green_condition_given, s.green_share AS green_share_given,
  s.elder_type AS elder_type_given, s.elder_share AS elder_share_given,
  s.star_evidence_hts AS star_hts_given, s.star_evidence_se AS star_se_given, s.star_evidence_de AS star_de_given,
  s.de05_evidence AS star_de05_given,
  d.det_hts, d.det_se, d.det_de, d.det_de05, d.det_green, d.det_elder, d.det_htp_type, d.det_hts_type, d.det_se_type,
  d.det_pa_type, d.det_de_type, d.det_elder_type, d.det_green_share, d.det_elder_share,
  d.signed_tech, d.signed_green, d.signed_inclusive, d.signed_elder, d.signed_digital,
  {reported_columns},
  {prior_found} AS prior_found, p.amount_own AS prior_amount_own, p.due AS prior_due, p.extended_due AS prior_extended_due,
  p.tech AS prior_tech, p.green AS prior_green, p.inclusive AS prior_inclusive, p.elder AS prior_elder, p.digital AS prior_digital,
  {drawn} AS drawn_own, {repaid} AS repaid_own, NULL::BOOLEAN AS base_found, NULL::BOOLEAN AS base_branch_agrees{given}
FROM (SELECT * FROM {p}sent WHERE relation = '{rows}') AS r
LEFT JOIN {p}supplement_key AS s ON s.key = r.key
LEFT JOIN {p}decision AS d ON d.key = r.key
LEFT JOIN {p}clzxyp AS y ON y.receipt = r.receipt
LEFT JOIN {p}clzxep AS e ON e.receipt = r.receipt
LEFT JOIN {p}jrjgfz AS j ON j.branch_no = r.branch_no
LEFT JOIN {p}clwtdk AS w ON w.receipt = r.receipt
LEFT JOIN {p}customer AS c ON c.id = r.borrower_id AND c.person = (r.class = 'C02')
LEFT JOIN {p}borrower AS b ON b.borrower_id = r.borrower_id
LEFT JOIN {p}movement AS v ON v.contract = r.contract AND v.receipt = r.receipt
LEFT JOIN {p}prior AS p ON p.key = CASE WHEN r.class = 'C03' THEN 'B' || r.bill ELSE 'R' || r.contract || '|' || r.receipt END
{reported_joins}{under};
)sql";

/// One reported flag: the own table's if sent (absent rows are no), else what `otherwise` says.
struct ReportedFlag {
    char const* column;     // rep_htp
    int table;              // Stock number; the flow's is one more.
    char const* source;     // Column of the own table; "" when the row itself is the answer.
    char const* otherwise;  // SQL over s (supplement) and e (CLZXEP).
    bool is_flag;
};

constexpr ReportedFlag reported_flags[] = {
    {"rep_htp", 1, "rep_htp", "coalesce(s.rep_htp, {mark_loan} e.mark_htp END)", true},
    {"rep_htp_type", 1, "rep_htp_type", "coalesce(s.rep_htp_type, e.mark_htp_type)", false},
    {"rep_hts", 1, "rep_hts", "s.rep_hts", true},
    {"rep_hts_type", 1, "rep_hts_type", "s.rep_hts_type", false},
    {"rep_se", 1, "rep_se", "s.rep_se", true},
    {"rep_se_type", 1, "rep_se_type", "s.rep_se_type", false},
    {"rep_pa", 1, "rep_pa", "s.rep_pa", true},
    {"rep_pa_type", 1, "rep_pa_type", "s.rep_pa_type", false},
    {"rep_green", 3, "", "coalesce(s.rep_green, {mark_loan} e.mark_green END)", true},
    {"rep_inc_small", 5, "rep_inc_small", "s.rep_inc_small", true},
    {"rep_inc_sole", 5, "rep_inc_sole", "s.rep_inc_sole", true},
    {"rep_inc_owner", 5, "rep_inc_owner", "s.rep_inc_owner", true},
    {"rep_inc_farmer", 5, "rep_inc_farmer", "s.rep_inc_farmer", true},
    {"rep_inc_startup", 5, "rep_inc_startup",
     "coalesce(s.rep_inc_startup, {mark_loan} e.mark_startup END)", true},
    {"rep_inc_student", 5, "rep_inc_student", "s.rep_inc_student", true},
    {"rep_elder", 7, "", "s.rep_elder", true},
    {"rep_elder_type", 7, "rep_elder_type", "s.elder_type", false},
    {"rep_elder_national", 7, "rep_elder_national", "s.elder_national", true},
    {"rep_de", 9, "rep_de", "s.rep_de", true},
    {"rep_de_type", 9, "rep_de_type", "s.rep_de_type", false},
    {"rep_de05", 9, "rep_de05", "s.rep_de05", true},
};

std::string reported_columns(MonthSql const& month, bool flow) {
    std::string out;
    for (ReportedFlag const& flag : reported_flags) {
        int const table = flag.table + (flow ? 1 : 0);
        std::string const t = "f" + std::to_string(table);
        std::string value = flag.otherwise;
        if (month.sent.reported[table]) {
            std::string const source = *flag.source == '\0' ? "TRUE" : t + "." + flag.source;
            value = flag.is_flag
                        ? "CASE WHEN " + t + ".line_no IS NULL THEN FALSE ELSE " + source + " END"
                        : source;
        }
        out += (out.empty() ? "" : ",\n  ") + value + " AS " + flag.column;
    }
    return out;
}

std::string reported_joins(MonthSql const& month, bool flow) {
    std::string out;
    for (int table = flow ? 2 : 1; table <= 10; table += 2) {
        if (!month.sent.reported[table]) continue;
        std::string const t = "f" + std::to_string(table);
        out +=
            "LEFT JOIN (SELECT *, CASE WHEN coalesce(nullif(receipt, '0'), '') <> '' THEN 'R' || receipt ELSE 'B' || bill END AS key"
            " FROM {p}own_3_" +
            std::to_string(table) + ") AS " + t + " ON " + t + ".key = r.key" +
            (flow ? " AND " + t + ".txn = r.txn" : "") + "\n";
    }
    return out;
}

/// Detail rows of the own tables held against the base rows.
std::string reported_relation(MonthSql const& month) {
    std::string rows;
    for (int table = 1; table <= 10; ++table) {
        if (!month.sent.reported[table]) continue;
        std::string const n = std::to_string(table);
        rows += (rows.empty() ? "" : "\nUNION ALL\n") +
                ("SELECT 'reported' AS relation, '3." + n +
                 "' AS table_number, branch_uscc, branch_no, contract, receipt, bill, " +
                 (table % 2 == 0 ? "txn" : "NULL::VARCHAR AS txn") + ", " +
                 (table % 2 == 0 ? "'flow'" : "'loan'") + " AS base_relation FROM {p}own_3_" + n);
    }
    std::string const compared = rows.empty() ? " WHERE FALSE" : "";
    if (rows.empty())
        rows =
            "SELECT 'reported' AS relation, '' AS table_number, '' AS branch_uscc, '' AS branch_no, '' AS contract, '' AS receipt,"
            " '' AS bill, '' AS txn, '' AS base_relation WHERE FALSE";
    return "CREATE VIEW {p}reported AS\nWITH own AS (\n" + rows + R"sql(),
base AS (SELECT key, coalesce(txn, '') AS txn, CASE WHEN relation = 'loan' THEN 'loan' ELSE 'flow' END AS base_relation,
  list({u: coalesce(branch_uscc, ''), n: coalesce(branch_no, '')}) AS branches FROM {p}sent)sql" +
           compared + R"sql( GROUP BY ALL)
SELECT own.relation, {month_end} AS report_date, {month_end} AS month_end, {legal} AS legal_uscc, own.branch_uscc, own.branch_no,
  own.table_number, own.contract, own.receipt, own.bill, own.txn, base.key IS NOT NULL AS base_found,
  CASE WHEN base.key IS NULL THEN NULL ELSE list_contains(base.branches,
    {u: coalesce(own.branch_uscc, ''), n: coalesce(own.branch_no, '')}) END AS base_branch_agrees
FROM own LEFT JOIN base ON base.key = CASE WHEN coalesce(nullif(own.receipt, '0'), '') <> '' THEN 'R' || own.receipt ELSE 'B' || own.bill END
  AND base.base_relation = own.base_relation AND (own.base_relation = 'loan' OR base.txn = coalesce(own.txn, ''));
)sql";
}

/// Receipts of the prior month that are not there any more.
constexpr std::string_view gone = R"sql(
CREATE VIEW {p}gone AS
SELECT 'gone' AS relation, {month_end} AS report_date, {month_end} AS month_end, {legal} AS legal_uscc, p.branch_no,
  p.class, p.contract, p.receipt, p.bill, NULL::VARCHAR AS txn, p.amount_own AS prior_amount_own,
  coalesce(v.repaid_own, 0)::DECIMAL(18,2) AS repaid_own
FROM {p}prior AS p
LEFT JOIN {p}movement AS v ON v.contract = p.contract AND v.receipt = p.receipt
WHERE {gone_known}
  AND NOT EXISTS (SELECT 1 FROM {p}sent AS r WHERE r.relation = 'loan' AND r.contract = p.contract AND r.receipt = p.receipt);
)sql";

/// Whether the class in `column` is one whose balance can be rolled.
std::string rolling(std::string const& column, SentTables const& sent) {
    std::string out = "FALSE";
    for (std::string const& name : sent.rolling_classes())
        out += " OR " + column + " = " + quote(name);
    return "(" + out + ")";
}

/// What loan.v1 itself says stands where no file of its own says it.
void put_given(std::string& sql, MonthSql const& month, std::string const& relation) {
    std::string given, over, under, separator;
    for (CanonicalRows const& rows : month.canonical) {
        if (rows.relation != relation) continue;
        std::string excluded, replaced;
        for (std::string const& id : given_columns(rows)) {
            given += ", r.g_" + id;
            excluded += separator + "g_" + id;
            replaced += separator + (id == "entrusted" ? "entrusted OR coalesce(g_entrusted, FALSE)"
                                                       : "coalesce(" + id + ", g_" + id + ")");
            replaced += " AS " + id;
            separator = ", ";
        }
        if (excluded.empty()) continue;
        over = "SELECT * EXCLUDE (" + excluded + ") REPLACE (" + replaced + ") FROM (";
        under = ")";
    }
    sql = base::replace_all(std::move(sql), "{given}", given);
    sql = base::replace_all(std::move(sql), "{over}", over);
    sql = base::replace_all(std::move(sql), "{under}", under);
}

std::string wide_view(MonthSql const& month, bool flow) {
    SentTables const& sent = month.sent;
    std::string sql(wide);
    auto const put = [&](std::string_view name, std::string const& value) {
        sql = base::replace_all(std::move(sql), "{" + std::string(name) + "}", value);
    };
    put("reported_columns", reported_columns(month, flow));
    put("reported_joins", reported_joins(month, flow));
    put_given(sql, month, flow ? "flow" : "loan");
    put("rows", flow ? "flow" : "loan");
    put("branch_found", sent.branches ? "j.branch_no IS NOT NULL" : "NULL::BOOLEAN");
    put("customer_found", std::string("CASE WHEN r.class = 'C02' THEN ") +
                              (sent.persons ? "c.id IS NOT NULL" : "NULL::BOOLEAN") + " ELSE " +
                              (sent.customers ? "c.id IS NOT NULL" : "NULL::BOOLEAN") + " END");
    // A row that is not in a file that was sent has no mark; an empty mark stays unknown.
    put("mark1", sent.special1 ? "CASE WHEN y.line_no IS NULL THEN FALSE ELSE"
                               : "CASE WHEN FALSE THEN FALSE ELSE");
    put("mark2", sent.special2 ? "CASE WHEN e.line_no IS NULL THEN FALSE ELSE"
                               : "CASE WHEN FALSE THEN FALSE ELSE");
    put("mark_loan", sent.special2
                         ? "CASE WHEN e.line_no IS NULL AND r.class <> 'C03' THEN FALSE ELSE"
                         : "CASE WHEN FALSE THEN FALSE ELSE");
    put("startup_else", sent.special2 ? "NULL" : "s.rep_inc_startup");
    put("prior_found", sent.prior && !flow ? "p.key IS NOT NULL" : "NULL::BOOLEAN");
    std::string const rolls = flow ? "FALSE" : rolling("r.class", sent);
    put("drawn", "CASE WHEN " + rolls + " THEN coalesce(v.drawn_own, 0)::DECIMAL(18,2) END");
    put("repaid", "CASE WHEN " + rolls + " THEN coalesce(v.repaid_own, 0)::DECIMAL(18,2) END");
    return sql;
}

/// Replaces what is the same in every statement of a legal person.
std::string filled(std::string sql, MonthSql const& month) {
    auto const put = [&](std::string_view name, std::string const& value) {
        sql = base::replace_all(std::move(sql), "{" + std::string(name) + "}", value);
    };
    put("bid", month.person_key ? "wp_person_key(borrower_id_type, borrower_id)" : "borrower_id");
    put("cid", month.person_key ? "wp_person_key(id_type, id)" : "id");
    put("gone_known", rolling("p.class", month.sent));
    put("p", month.prefix);
    put("month_end", "DATE '" + base::to_text(month.report_date) + "'");
    put("legal", quote(month.legal_uscc));
    return sql;
}

}  // namespace

std::vector<std::string> SentTables::rolling_classes() const {
    std::vector<std::string> out;
    if (canonical) return out;  // loan.v1 has drawings alone; drawn_own and repaid_own are given.
    for (auto const& [name, stock, flow] :
         {std::tuple("C01", "CLDWDK", "DWDKFS"), {"C02", "CLGRDK", "GRDKFS"}})
        if (tables.contains(stock) && tables.contains(flow) && prior_tables.contains(stock))
            out.emplace_back(name);
    return out;
}

std::string joined_tables(MonthSql const& month) {
    std::string sent(sent_rows);
    if (!month.canonical.empty()) {
        sent += "CREATE VIEW {p}sent AS SELECT * FROM {p}sent_official";
        for (CanonicalRows const& rows : month.canonical)
            sent += " UNION ALL BY NAME " + canonical_select(rows);
        sent += ";\n";
    }
    sent = base::replace_all(std::move(sent), "{official}",
                             month.canonical.empty() ? "" : "_official");
    return filled(sent + std::string(companions), month);
}

std::string wide_views(MonthSql const& month) {
    return filled(wide_view(month, false) + wide_view(month, true) + reported_relation(month) +
                      std::string(gone),
                  month);
}

}  // namespace warehouse
