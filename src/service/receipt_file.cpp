// Receipts as columns: the record's names, the month's SQL.
#include "service/receipt_file.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "domain/receipt.hpp"
#include "service/mask.hpp"

namespace service {
namespace {

constexpr size_t key_columns = 4;
constexpr std::string_view cents_unit = "cents";

bool is_chapter(std::string_view name) {
    return std::find(std::begin(domain::receipt_chapters), std::end(domain::receipt_chapters),
                     name) != std::end(domain::receipt_chapters);
}

bool is_personal(std::string_view name) {
    auto const& names = domain::personal_receipt_columns;
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

warehouse::RowShape shape_of(base::Column const& column) {
    warehouse::RowShape out{std::string(column.name), warehouse::RowKind::text, 0, {}};
    out.sql = warehouse::identifier(column.name == "loan_class" ? "class" : column.name);
    switch (column.type) {
        case base::ValueType::integer:
            out.kind = warehouse::RowKind::integer;
            out.scale = column.doc.unit == cents_unit ? 2 : 0;
            break;
        case base::ValueType::decimal:
            out.kind = warehouse::RowKind::decimal;
            out.scale = 5;
            break;
        case base::ValueType::day: out.kind = warehouse::RowKind::day; break;
        default: break;
    }
    return out;
}

/// A chapter's verdict as its row of the summary has it: within scope and its rule.
std::string chapter_sql(std::map<std::string, int> const& bits, std::string_view chapter) {
    std::string yes, no;
    for (std::string const& rule :
         {std::string("common.in_scope"), std::string(chapter) + ".loan"}) {
        auto const bit = bits.find(rule);
        if (bit == bits.end()) return "NULL::VARCHAR";  // The run's packs do not judge it.
        std::string const is_yes = bit_sql("y_", size_t(bit->second));
        yes += (yes.empty() ? "" : " AND ") + is_yes;
        no += (no.empty() ? "" : " OR ") + ("NOT (" + is_yes + " OR ") +
              bit_sql("q_", size_t(bit->second)) + ")";
    }
    return "CASE WHEN " + yes + " THEN 'yes' WHEN " + no + " THEN 'no' ELSE 'pending' END";
}

}  // namespace

base::Result<warehouse::RowSource> receipt_file_rows(warehouse::Connection& connection,
                                                     FinishedRun const& run,
                                                     std::string const& legal_uscc) {
    auto const files = run.files("loan", legal_uscc);
    if (files.empty()) return base::invalid("run_malformed", {.file = run.folder});
    auto const bits = TRY(verdict_bits(run.folder, "loan"));
    warehouse::RowInput month{warehouse::read_numbered_parquet(files), "file_row_number", {}};
    warehouse::RowInput verdict{warehouse::read_parquet({run.folder + "/verdict_loan.parquet"}) +
                                    " WHERE legal_uscc = " + warehouse::quote(legal_uscc),
                                "row_no::BIGINT",
                                {}};
    for (base::Column const& column : domain::receipt_columns) {
        if (is_personal(column.name) && run.edition != "bank") continue;
        warehouse::RowShape shape = shape_of(column);
        if (is_chapter(column.name)) {
            shape.sql = chapter_sql(bits, column.name);
            verdict.columns.push_back(std::move(shape));
        } else {
            month.columns.push_back(std::move(shape));
        }
    }
    warehouse::RowSource out;
    auto const rows = TRY(connection.value("SELECT count(*) FROM " + month.from));
    out.rows = size_t(base::parse_integer(rows).value_or(0));
    out.inputs = {std::move(month), std::move(verdict)};
    out.keys = key_columns;
    return out;
}

base::Result<std::string> parquet_mark(std::string const& path) {
    constexpr size_t end_bytes = 1 << 16;
    auto const file = TRY(base::MappedFile::open(path));
    std::string_view const bytes = file.bytes();
    size_t const size = std::min(end_bytes, bytes.size());
    return std::to_string(bytes.size()) + " " +
           base::digest_hex(base::DigestKind::sha256, bytes.substr(bytes.size() - size));
}

base::Result<std::string> receipt_file_source(FinishedRun const& run, std::string const& legal_uscc,
                                              std::string const& verdicts) {
    auto const month = TRY(parquet_mark(run.folder + "/month/" + legal_uscc + "/loan.parquet"));
    std::string text = run.month + "\n" + run.edition + "\n" + run.pack_hash + "\n" + verdicts +
                       "\n" + month + "\n";
    for (base::Column const& column : domain::receipt_columns)
        text += std::string(column.name) + " ";
    return base::digest_hex(base::DigestKind::sha256, text);
}

}  // namespace service
