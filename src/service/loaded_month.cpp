// load.json and load_fault.json: the result of loading as JSON, both ways.
#include "service/loaded_month.hpp"

#include <nlohmann/json.hpp>

#include "base/file.hpp"
#include "base/text.hpp"

namespace service {
namespace {

using Json = nlohmann::json;

constexpr char const* faults_file = "/load_fault.json";

/// A row of a Record as an array of its columns, all text and integers.
template <typename Row>
Json rows_json(std::vector<Row> const& rows) {
    Json out = Json::array();
    for (Row const& row : rows) {
        Json cells = Json::array();
        for (base::Column const& column : base::record_of<Row>.columns)
            cells.push_back(base::to_text(column.get(&row)));
        out.push_back(std::move(cells));
    }
    return out;
}

Json legal_json(warehouse::LoadedLegal const& legal) {
    return {{"legal_uscc", legal.legal_uscc},
            {"loans", legal.loans},
            {"flows", legal.flows},
            {"customers", legal.customers},
            {"tables", legal.sent.tables}};
}

Json file_json(warehouse::FileReport const& file) {
    return {{"legal_uscc", file.legal_uscc},
            {"file", file.file},
            {"table", file.table},
            {"sha256", file.sha256},
            {"bytes", file.bytes},
            {"lines", file.counts.lines},
            {"accepted", file.counts.accepted},
            {"refused", file.counts.refused},
            {"filtered", file.counts.filtered}};
}

warehouse::LoadedLegal legal_of(Json const& json) {
    warehouse::LoadedLegal out;
    out.legal_uscc = json.at("legal_uscc").get<std::string>();
    out.loans = json.at("loans").get<int64_t>();
    out.flows = json.at("flows").get<int64_t>();
    out.customers = json.at("customers").get<int32_t>();
    out.sent.tables = json.at("tables").get<std::set<std::string>>();
    return out;
}

warehouse::FileReport file_of(Json const& json) {
    warehouse::FileReport out;
    out.legal_uscc = json.at("legal_uscc").get<std::string>();
    out.file = json.at("file").get<std::string>();
    out.table = json.at("table").get<std::string>();
    out.sha256 = json.at("sha256").get<std::string>();
    out.bytes = json.at("bytes").get<int64_t>();
    out.counts = {json.at("lines").get<int64_t>(), json.at("accepted").get<int64_t>(),
                  json.at("refused").get<int64_t>(), json.at("filtered").get<int64_t>()};
    return out;
}

/// The rows again.
template <typename Row>
std::vector<Row> rows_of(Json const& json) {
    std::vector<Row> out;
    for (Json const& cells : json) {
        Row& row = out.emplace_back();
        auto const& columns = base::record_of<Row>.columns;
        for (size_t i = 0; i < columns.size(); ++i) {
            std::string text = cells.at(i).get<std::string>();
            if (columns[i].type == base::ValueType::text)
                columns[i].set(&row, base::Value(std::move(text)));
            else
                columns[i].set(&row, base::Value(base::parse_integer(text).value_or(0)));
        }
    }
    return out;
}

/// Fills the result from load.json; throws what nlohmann throws on a damaged one.
void read_load(Json const& json, ReportResult& result) {
    for (Json const& legal : json.at("legals")) result.load.legals.push_back(legal_of(legal));
    for (Json const& file : json.at("files")) result.load.files.push_back(file_of(file));
    result.load.borrowers = json.at("borrowers").get<int32_t>();
    if (!json.contains("flag_words")) return;  // Loaded by an older version.
    for (Json const& word : json.at("flag_words"))
        result.load.flag_words.push_back({word.at("column").get<std::string>(),
                                          word.at("flags").get<std::vector<std::string>>()});
}

std::vector<std::string> const relations = {"loan", "flow", "gone", "reported", "determination"};

/// Columns of a month's file: name and type in turn.
struct Schema {
    std::string file;
    std::vector<std::string> columns;
};

/// A relation's files in a month, in the order of their names.
base::Result<std::vector<std::string>> files_of(std::string const& folder,
                                                std::string const& relation) {
    std::vector<std::string> out;
    auto const legals = TRY(base::list_directory(folder + "/month"));
    for (base::DirectoryEntry const& legal : legals) {
        std::string const file = folder + "/month/" + legal.name + "/" + relation + ".parquet";
        if (base::is_file(file)) out.push_back(file);
    }
    return out;
}

/// The schemas of files.
base::Result<std::vector<Schema>> schemas(warehouse::Connection& connection,
                                          std::vector<std::string> const& files) {
    std::vector<Schema> out;
    if (files.empty()) return out;
    std::vector<std::string> quoted;
    for (std::string const& file : files) quoted.push_back(warehouse::quote(file));
    TRY_VOID(connection.query(
        "SELECT file_name, name, concat_ws(' ', type, converted_type, scale, precision)"
        " FROM parquet_schema([" +
            base::join(quoted, ", ") + "]) WHERE num_children IS NULL",
        [&](base::Batch const& batch) -> base::Result<void> {
            for (size_t row = 0; row < batch.rows; ++row) {
                auto const text = [&](size_t column) {
                    return batch.columns[column].values<base::TextView>()[row].view();
                };
                if (out.empty() || out.back().file != text(0))
                    out.push_back({std::string(text(0)), {}});
                out.back().columns.emplace_back(text(1));
                out.back().columns.emplace_back(text(2));
            }
            return {};
        }));
    return out;
}

}  // namespace

base::Result<void> write_loaded(warehouse::Connection& connection, ReportResult const& result,
                                std::string const& folder) {
    Json out = {{"edition", edition_text(result.edition)},
                {"borrowers", result.load.borrowers},
                {"legals", Json::array()},
                {"files", Json::array()}};
    for (auto const& word : result.load.flag_words)
        out["flag_words"].push_back({{"column", word.column}, {"flags", word.flags}});
    for (auto const& legal : result.load.legals) out["legals"].push_back(legal_json(legal));
    for (auto const& file : result.load.files) out["files"].push_back(file_json(file));
    for (std::string const& relation : relations) {
        auto files = TRY(files_of(folder, relation));
        if (files.size() > 1) files.resize(1);  // Loading gives all of them the same.
        auto const found = TRY(schemas(connection, files));
        if (!found.empty()) out["columns"][relation] = found.front().columns;
    }
    Json const faults = {{"refusals", rows_json(result.load.refusals)},
                         {"findings", rows_json(result.findings)}};
    TRY_VOID(base::write_file(folder + faults_file, faults.dump() + "\n"));
    return base::write_file(folder + "/load.json", out.dump() + "\n");
}

base::Result<MonthColumns> take_loaded(FinishedRun const& run, ReportRequest const& request,
                                       ReportResult& result) {
    base::Place const at{.file = run.folder};
    if (run.report_date != request.report_date)
        return base::invalid("run_other_month", at, {{"month", run.month}});
    if (!run.notes.empty() || !request.mappings.empty()) return base::invalid("run_mapped", at);
    auto const text = TRY(base::read_file(run.folder + "/load.json"));
    Json const json = Json::parse(text, nullptr, false);
    std::string const edition = edition_text(request.edition);
    if (json.is_object() && json.value("edition", "") != edition)
        return base::invalid("run_other_edition", at, {{"edition", edition}});
    try {
        read_load(json, result);
        return json.value("columns", MonthColumns());
    } catch (Json::exception const&) {
        return base::invalid("run_malformed", {.file = run.folder + "/load.json"});
    }
}

base::Result<void> take_faults(FinishedRun const& run, ReportResult& result) {
    std::string file = run.folder + faults_file;
    if (!base::is_file(file)) file = run.folder + "/load.json";  // Loaded by an older version.
    auto const text = TRY(base::read_file(file));
    Json const json = Json::parse(text, nullptr, false);
    try {
        result.load.refusals = rows_of<domain::Refusal>(json.at("refusals"));
        result.findings = rows_of<domain::Finding>(json.at("findings"));
    } catch (Json::exception const&) {
        return base::invalid("run_malformed", {.file = file});
    }
    return {};
}

base::Result<void> check_columns(warehouse::Connection& connection, FinishedRun const& run,
                                 MonthColumns const& columns) {
    for (std::string const& relation : relations) {
        auto const held = columns.find(relation);
        auto const want = held != columns.end() ? held->second : std::vector<std::string>();
        auto const files = TRY(files_of(run.folder, relation));
        auto const found = TRY(schemas(connection, files));
        for (Schema const& schema : found)
            for (size_t i = 0; i < std::max(want.size(), schema.columns.size()); i += 2) {
                auto const part = [&](std::vector<std::string> const& list, size_t at) {
                    return at < list.size() ? list[at] : std::string("-");
                };
                if (part(want, i) == part(schema.columns, i) &&
                    part(want, i + 1) == part(schema.columns, i + 1))
                    continue;
                return base::invalid(
                    "month_columns", {.file = schema.file, .field = part(want, i)},
                    {{"want", part(want, i) + " " + part(want, i + 1)},
                     {"got", part(schema.columns, i) + " " + part(schema.columns, i + 1)}});
            }
    }
    return {};
}

base::Result<void> carry_month(FinishedRun const& run, std::string const& folder) {
    TRY_VOID(base::link_tree(run.folder + "/month", folder + "/month"));
    for (std::string const file : {"/load.json", faults_file, "/list.parquet"})
        if (base::is_file(run.folder + file))
            TRY_VOID(base::copy_file(run.folder + file, folder + file));
    if (!base::is_directory(run.folder + "/key")) return {};
    return base::link_tree(run.folder + "/key", folder + "/key");
}

}  // namespace service
