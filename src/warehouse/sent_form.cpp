// Every form ends in the same cells: CSV by its header, Parquet by its columns, or a mapping.
#include "warehouse/sent_form.hpp"

#include <algorithm>

#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "warehouse/mapped_cell.hpp"

namespace warehouse {
namespace {

std::string decoded(std::string bytes) {
    if (base::find_malformed_utf8(bytes) == std::string_view::npos) return bytes;
    auto text = base::decode_gb18030(bytes);
    return text ? std::move(*text) : std::move(bytes);
}

std::vector<std::string> csv_header(std::string const& text) {
    base::CsvReader reader(text, "");
    std::vector<std::string_view> fields;
    std::vector<std::string> out;
    if (reader.next(fields).value_or(false))
        for (std::string_view field : fields) out.emplace_back(base::trim(field));
    return out;
}

base::Result<std::vector<std::string>> parquet_columns(Connection& connection,
                                                       std::string const& path) {
    auto const rows = connection.rows("SELECT column_name FROM (DESCRIBE SELECT * FROM " +
                                      read_parquet({path}) + ")");
    if (!rows)
        return base::invalid(
            "foreign_parquet", {.file = path},
            {{"reason", rows.error().args.empty() ? "" : rows.error().args[0].second}});
    std::vector<std::string> out;
    for (auto const& row : *rows) out.push_back(row[0]);
    return out;
}

/// Canonical Parquet is a mapping of every known column onto itself.
base::Result<MappedTable> identity(Connection& connection, std::string const& path,
                                   domain::Layout const& layout, ReadOptions const& options,
                                   std::vector<std::string>& unknown) {
    MappedTable out;
    out.file.path = path;
    out.file.format = ForeignFormat::parquet;
    auto const columns = TRY(parquet_columns(connection, path));
    for (std::string const& name : columns) {
        int const field = layout.find(name);
        if (field < 0 && !options.derived.contains(name)) unknown.push_back(name);
        if (field < 0) continue;
        MappedColumn column;
        column.id = name;
        column.source = name;
        column.at.file = path;
        out.columns.push_back(std::move(column));
    }
    return out;
}

/// Takes the rows of one mapped file.
class MappedRows {
public:
    MappedRows(MappedTable const& table, domain::Layout const& layout, ReadOptions const& options,
               RowSink& sink)
        : table_(table), layout_(layout), sink_(sink) {
        texts_.resize(layout.fields.size());
        cells_.resize(layout.fields.size());
        for (MappedColumn const& column : table.columns)
            if (column.source.empty()) texts_[column.field] = column.constant;
        if (int const legal = layout.find("legal_uscc"); legal >= 0)
            texts_[size_t(legal)] = options.legal_uscc;
    }

    /// Positions of the columns read, filters first.
    base::Result<std::vector<size_t>> header(std::vector<std::string> const& columns) {
        std::vector<size_t> out;
        std::vector<bool> used(columns.size(), false);
        auto const find = [&](std::string const& name,
                              base::Place const& at) -> base::Result<void> {
            auto const found = std::find(columns.begin(), columns.end(), name);
            if (found == columns.end())
                return base::invalid("mapping_column_missing", at,
                                     {{"column", name},
                                      {"file", table_.file.path},
                                      {"columns", base::shorten(base::join(columns, ", "), 300)}});
            if (std::find(found + 1, columns.end(), name) != columns.end())
                return base::invalid("mapping_column_twice", at,
                                     {{"column", name}, {"file", table_.file.path}});
            out.push_back(size_t(found - columns.begin()));
            used[out.back()] = true;
            return {};
        };
        for (MappedFilter const& filter : table_.where) TRY_VOID(find(filter.source, filter.at));
        for (MappedColumn const& column : table_.columns)
            if (!column.source.empty()) TRY_VOID(find(column.source, column.at));
        for (size_t i = 0; i < columns.size(); ++i)
            if (!used[i]) unused.push_back(columns[i]);
        return out;
    }

    base::Result<void> row(ForeignRow const& row) {
        if (!row.fault.empty()) {
            sink_.refuse(row.line, {"", std::string(row.fault), row.value});
            return {};
        }
        for (size_t i = 0; i < table_.where.size(); ++i)
            if (!table_.where[i].values.contains(row.cells[i])) {
                sink_.leave_out();
                return {};
            }
        size_t next = table_.where.size();
        for (MappedColumn const& column : table_.columns) {
            if (column.source.empty()) continue;
            std::string_view text = row.cells[next++];
            if (table_.missing.contains(text)) text = {};
            if (base::find_malformed_utf8(text) != std::string_view::npos) {
                sink_.refuse(row.line, {column.source, "not_utf8", ""});
                return {};
            }
            std::string_view const fault =
                map_cell(column, layout_.fields[column.field], text, texts_[column.field]);
            if (!fault.empty()) {
                sink_.refuse(row.line, {column.source, std::string(fault), std::string(text)});
                return {};
            }
        }
        std::copy(texts_.begin(), texts_.end(), cells_.begin());
        return sink_.add(row.line, cells_);
    }

    std::vector<std::string> unused;

private:
    MappedTable const& table_;
    domain::Layout const& layout_;
    RowSink& sink_;
    std::vector<std::string> texts_;
    std::vector<std::string_view> cells_;
};

/// A refusal names the bank's own column.
std::vector<std::string> heads_of(MappedTable const& table, domain::Layout const& layout) {
    std::vector<std::string> out;
    for (domain::Field const& field : layout.fields) out.push_back(field.id);
    for (MappedColumn const& column : table.columns)
        if (!column.source.empty()) out[column.field] = column.source;
    return out;
}

}  // namespace

base::Result<SentForm> form_of(LegalInbox const& inbox, Mapping const* mapping,
                               std::string const& table) {
    std::vector<SentForm> found;
    std::vector<std::string> paths;
    if (auto const dat = inbox.tables.find(table); dat != inbox.tables.end())
        found.push_back({FormKind::dat, dat->second.path, nullptr});
    for (auto const& [extension, kind] :
         {std::pair(".csv", FormKind::csv), std::pair(".parquet", FormKind::parquet)})
        if (auto const at = inbox.companions.find(table + extension); at != inbox.companions.end())
            found.push_back({kind, at->second, nullptr});
    if (mapping != nullptr)
        for (MappedTable const& mapped : mapping->tables)
            if (mapped.table == table)
                found.push_back({FormKind::mapped, mapped.file.path, &mapped});
    if (found.empty()) return SentForm{};
    for (SentForm const& form : found) paths.push_back(form.path);
    if (found.size() > 1)
        return base::fail(base::ErrorKind::conflict, "inbox_two_forms",
                          {.file = found[0].path, .field = table},
                          {{"table", table}, {"files", base::join(paths, ", ")}});
    return found[0];
}

base::Result<domain::Layout> layout_of_form(Connection& connection, SentForm const& form,
                                            domain::Layout const& layout,
                                            std::vector<std::string> const& keep) {
    std::set<std::string> given(keep.begin(), keep.end());
    if (form.kind == FormKind::csv) {
        auto const text = TRY(base::read_file(form.path));
        for (std::string const& name : csv_header(decoded(text))) given.insert(name);
    } else if (form.kind == FormKind::parquet) {
        auto const columns = TRY(parquet_columns(connection, form.path));
        given.insert(columns.begin(), columns.end());
    } else if (form.mapped != nullptr) {
        for (MappedColumn const& column : form.mapped->columns) given.insert(column.id);
    }
    domain::Layout out = layout;
    std::erase_if(out.fields, [&](domain::Field const& field) {
        return !field.required && !given.contains(field.id);
    });
    return out;
}

base::Result<FileReport> read_form(SentForm const& form, FormTarget const& to,
                                   std::vector<domain::Refusal>& refusals) {
    ReadOptions const& options = to.options;
    domain::Layout const& layout = to.layout;
    FileReport out{options.legal_uscc, options.file, "", "", 0, {}, {}};
    if (form.kind == FormKind::csv) {
        auto const raw = TRY(base::read_file(form.path));
        out.sha256 = base::digest_hex(base::DigestKind::sha256, raw);
        out.bytes = int64_t(raw.size());
        std::string const& text = options.held->emplace_back(decoded(raw));
        out.counts = TRY(
            read_csv(to.connection, to.staging, layout, text, options, refusals, *options.held));
        return out;
    }
    std::vector<std::string> unknown;
    MappedTable table;
    if (form.kind == FormKind::parquet)
        table = TRY(identity(to.reader, form.path, layout, options, unknown));
    else
        table = *form.mapped;
    for (MappedColumn& column : table.columns) column.field = size_t(layout.find(column.id));
    ReadOptions named = options;
    named.heads = heads_of(table, layout);
    auto sink = TRY(RowSink::create(to.connection, to.staging, layout, named, refusals));
    for (std::string const& name : unknown)
        refusals.push_back({options.legal_uscc, options.file, 1, show_value(name), "code_unknown",
                            show_value(name)});
    MappedRows rows(table, layout, named, sink);
    auto const source = TRY(read_foreign(
        to.reader, table.file,
        [&](std::vector<std::string> const& columns) { return rows.header(columns); },
        [&](ForeignRow const& row) { return rows.row(row); }));
    out.sha256 = source.sha256;
    out.bytes = source.bytes;
    out.counts = TRY(sink.finish());
    out.counts.refused += int64_t(unknown.size());
    if (form.kind == FormKind::mapped) out.unused = std::move(rows.unused);
    return out;
}

}  // namespace warehouse
