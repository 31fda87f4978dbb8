// loan.v1: one wide row a loan, as a month writes it and as a bank may send it.
#include "warehouse/canonical.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "warehouse/batch_function.hpp"
#include "warehouse/cell.hpp"
#include "warehouse/flag_words.hpp"

namespace warehouse {
namespace {

/// Columns of `<prefix>sent` that loan.v1 has under the same name.
constexpr std::string_view same_columns[] = {"branch_uscc",
                                             "branch_no",
                                             "branch_region",
                                             "class",
                                             "product",
                                             "start",
                                             "due",
                                             "extended_due",
                                             "currency",
                                             "amount_own",
                                             "amount",
                                             "rate",
                                             "rate_kind",
                                             "benchmark_rate",
                                             "reprice_date",
                                             "guarantee",
                                             "quality",
                                             "status",
                                             "flow_status",
                                             "overdue_type",
                                             "use_text",
                                             "borrower_id_type",
                                             "borrower_sector",
                                             "borrower_region",
                                             "borrower_ownership",
                                             "borrower_size"};

/// Columns that have another place than g_<column>.
constexpr std::string_view placed_columns[] = {
    "legal_uscc", "month_end",   "contract",          "receipt",      "bill",
    "txn",        "borrower_id", "borrower_industry", "use_industry", "text_fault_heads"};

bool is_text(domain::Field const& field) {
    return field.kind == domain::FieldKind::text_fixed || field.kind == domain::FieldKind::text_max;
}

constexpr std::string_view full_width_blank = "\xE3\x80\x80";  // U+3000.

/// Would the cell reader take this text as it is? A remark on free text is no doubt.
bool is_plain(domain::Field const& field, std::string_view text) {
    if (text.empty()) return false;
    if (field.check) return field.check->accepts(text);
    bool const fixed = field.kind == domain::FieldKind::text_fixed;
    if (fixed ? text.size() != size_t(field.width) : text.size() > size_t(field.width))
        return false;
    if (std::any_of(text.begin(), text.end(),
                    [](char c) { return uint8_t(c) < 0x20 || c == 0x7F; }))
        return false;
    return field.free_text || text.find(full_width_blank) == std::string_view::npos;
}

/// Marks the rows whose texts are all plain.
void mark_plain(std::vector<domain::Field> const& fields, base::Batch const& inputs,
                base::Batch const& outputs) {
    bool* const plain = outputs.columns[0].values<bool>();
    std::fill(plain, plain + inputs.rows, true);
    for (size_t i = 0; i < fields.size(); ++i) {
        base::BatchColumn const& column = inputs.columns[i];
        auto const* const texts = column.values<base::TextView>();
        std::string_view last;  // Codes come in runs; the same one need not be looked up again.
        for (size_t row = 0; row < inputs.rows; ++row) {
            if (!column.is_valid(row) || (!last.empty() && texts[row].view() == last)) continue;
            bool const good = is_plain(fields[i], texts[row].view());
            plain[row] = plain[row] && good;
            if (good) last = texts[row].view();
        }
    }
}

std::vector<domain::Field> text_fields(domain::Layout const& layout) {
    std::vector<domain::Field> out;
    std::copy_if(layout.fields.begin(), layout.fields.end(), std::back_inserter(out), is_text);
    return out;
}

/// SQL that is true for a row whose value of this field the cell reader might not take as it is.
std::string doubt(domain::Field const& field) {
    std::string const c = identifier(field.id);
    std::string const out = field.required ? c + " IS NULL OR " : "";
    if (field.kind == domain::FieldKind::date)
        return out + c + " < DATE '0001-01-01' OR " + c + " > DATE '9999-12-31'";
    if (field.kind == domain::FieldKind::integer)
        return out + c + " < 0 OR strlen(CAST(" + c + " AS VARCHAR)) > " +
               std::to_string(field.width);
    return out + "FALSE";
}

/// The types must be those that the row reader would give.
base::Result<bool> same_types(Connection& connection, std::string const& from,
                              domain::Layout const& layout, std::set<std::string>& present) {
    auto const columns = connection.rows(
        "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + from + ")");
    if (!columns) return false;
    for (auto const& column : *columns) {
        int const field = layout.find(column[0]);
        if (field < 0 && !derived_columns().contains(column[0]) && column[0] != "file_row_number")
            return false;
        if (field < 0) continue;
        if (column[1] != staging_type(layout.fields[size_t(field)])) return false;
        present.insert(column[0]);
    }
    return std::all_of(layout.fields.begin(), layout.fields.end(), [&](domain::Field const& f) {
        return !f.required || present.contains(f.id);
    });
}

/// The column, or a null of its type when the rows do not have it.
std::string column(CanonicalRows const& rows, std::string_view id) {
    if (rows.layout.find(id) >= 0) return identifier(id);
    bool const day = id == "due" || id == "extended_due" || id == "reprice_date";
    return std::string("NULL::") + (day                      ? "DATE"
                                    : id == "benchmark_rate" ? "DECIMAL(10,5)"
                                                             : "VARCHAR");
}

}  // namespace

std::set<std::string> const& derived_columns() {
    static std::set<std::string> const all = [] {
        std::set<std::string> out = {"relation",          "report_date",        "text_fault",
                                     "borrower_id_state", "borrower_no",        "customer_no",
                                     "prior_found",       "prior_amount_own",   "prior_due",
                                     "prior_tech",        "prior_extended_due", "prior_green",
                                     "prior_elder",       "prior_inclusive",    "prior_digital",
                                     "base_found",        "base_branch_agrees", "line_no"};
        for (base::FlagWord const& word : flag_words()) out.insert(word.column);
        return out;
    }();
    return all;
}

std::vector<std::string> canonical_key(std::string const& relation) {
    if (relation == "flow") return {"contract", "receipt", "bill", "txn"};
    return {"contract", "receipt", "bill"};
}

base::Result<void> register_canonical(Connection& connection, domain::Layout const& layout) {
    BatchFunction function{"wp_plain", {}, {{"plain", base::ColumnKind::boolean, 0, 0}}, {}};
    for (domain::Field const& field : text_fields(layout))
        function.inputs.push_back({field.id, base::ColumnKind::text, 0, 0});
    function.make_worker = [fields = text_fields(layout)] {
        return [fields](base::Batch const& inputs, base::Batch const& outputs) {
            mark_plain(fields, inputs, outputs);
        };
    };
    return register_batch_function(connection, std::move(function));
}

std::optional<LineFault> check_canonical(domain::Layout const& layout, CanonicalOf const& of,
                                         Cells cells) {
    auto const cell = [&](std::string_view id) { return cells[size_t(layout.find(id))]; };
    std::vector<std::string> needed = {"contract", "receipt"};
    if (cell("class") == "C03") needed = {"bill"};
    if (of.relation == "flow") needed.emplace_back("txn");
    for (std::string const& id : needed)
        if (cell(id).empty()) return LineFault{id, "value_missing", ""};
    if (!cell("legal_uscc").empty() && cell("legal_uscc") != of.legal_uscc)
        return LineFault{"legal_uscc", "code_unknown", std::string(cell("legal_uscc"))};
    if (!cell("month_end").empty() && cell("month_end") != base::to_text(of.report_date))
        return LineFault{"month_end", "other_month", std::string(cell("month_end"))};
    return std::nullopt;
}

base::Result<std::optional<CanonicalRows>> trust_parquet(Connection& connection,
                                                         std::string const& path,
                                                         domain::Layout const& layout,
                                                         CanonicalOf const& of) {
    CanonicalRows out{of.relation, "", layout, "NULL", "file_row_number + 1", 0};
    out.from = "read_parquet([" + quote(path) + "], file_row_number = true)";
    std::set<std::string> present;
    bool const typed = TRY(same_types(connection, out.from, layout, present));
    if (!typed) return std::nullopt;
    std::erase_if(out.layout.fields, [&](auto const& f) { return !present.contains(f.id); });
    std::string doubts, key;
    for (domain::Field const& field : out.layout.fields) {
        doubts += "(" + doubt(field) + ") OR ";
        if (!field.free_text) continue;
        out.remark = "CASE WHEN regexp_matches(" + identifier(field.id) +
                     ", '[!?^\\x{3000}]') THEN " + quote(field.zh) + " END";
    }
    for (std::string const& id : canonical_key(of.relation))
        key += (key.empty() ? "" : ", ") + column(out, id);
    doubts += "CASE WHEN class = 'C03' THEN " + column(out, "bill") + " IS NULL ELSE " +
              column(out, "contract") + " IS NULL OR " + column(out, "receipt") + " IS NULL END";
    if (of.relation == "flow") doubts += " OR " + column(out, "txn") + " IS NULL";
    if (present.contains("legal_uscc")) doubts += " OR legal_uscc <> " + quote(of.legal_uscc);
    if (present.contains("month_end"))
        doubts += " OR month_end <> DATE '" + base::to_text(of.report_date) + "'";
    std::string plain;
    for (domain::Field const& field : text_fields(layout))
        plain += (plain.empty() ? "" : ", ") +
                 (present.contains(field.id) ? identifier(field.id) : "NULL::VARCHAR");
    doubts += " OR NOT wp_plain(" + plain + ").plain";
    auto const counts = TRY(connection.rows("SELECT count(*), count(*) FILTER (WHERE " + doubts +
                                            ") FROM " + out.from));
    if (counts[0][1] != "0") return std::nullopt;
    auto const keys = TRY(connection.value("SELECT count(*) FROM (SELECT DISTINCT " + key +
                                           " FROM " + out.from + ")"));
    if (keys != counts[0][0]) return std::nullopt;
    out.rows = base::parse_integer(counts[0][0]).value_or(0);
    return out;
}

std::vector<std::string> given_columns(CanonicalRows const& rows) {
    std::vector<std::string> out;
    auto const in = [](auto const& all, std::string const& id) {
        return std::find(std::begin(all), std::end(all), id) != std::end(all);
    };
    for (domain::Field const& field : rows.layout.fields)
        if (!in(same_columns, field.id) && !in(placed_columns, field.id)) out.push_back(field.id);
    return out;
}

std::string canonical_select(CanonicalRows const& rows) {
    bool const flow = rows.relation == "flow";
    std::string out = "SELECT " + quote(rows.relation) + " AS relation, " +
                      (flow ? "start" : "{month_end}") + " AS report_date, " + rows.line +
                      " AS line_no";
    for (std::string_view id : same_columns)
        out += ", " + column(rows, id) + " AS " + std::string(id);
    auto const unless = [&](std::string_view id, char const* condition) {
        return ", CASE WHEN " + std::string(condition) + " THEN " + column(rows, id) + " END AS " +
               std::string(id);
    };
    out += unless("contract", "class <> 'C03'") + unless("receipt", "class <> 'C03'") +
           unless("bill", "class = 'C03'");
    out += ", " + (flow ? column(rows, "txn") : "NULL::VARCHAR") + " AS txn, " +
           column(rows, "borrower_industry") + " AS division, " + column(rows, "use_industry") +
           " AS use_group, {bid} AS borrower_id, wp_id_state(borrower_id_type, borrower_id) AS "
           "borrower_id_state, coalesce(" +
           column(rows, "text_fault_heads") + ", " + rows.remark + ") AS text_fault, " +
           "CASE WHEN class = 'C03' THEN 'B' || " + column(rows, "bill") + " ELSE 'R' || " +
           column(rows, "receipt") + " END AS key";
    for (std::string const& id : given_columns(rows)) out += ", " + identifier(id) + " AS g_" + id;
    return out + " FROM " + rows.from;
}

}  // namespace warehouse
