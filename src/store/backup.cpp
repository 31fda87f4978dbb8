// Rows as CSV lines: null is \N, a text that begins with a backslash gets another.
#include "store/backup.hpp"

#include "base/csv.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "store/clause.hpp"
#include "store/migrate.hpp"
#include "store/tables.hpp"
#include "store/written_file.hpp"

namespace store {
namespace {

constexpr std::string_view head_line = "wupian-backup,1\n";
constexpr std::string_view null_cell = "\\N";

std::string packed(std::optional<std::string_view> cell) {
    if (!cell) return std::string(null_cell);
    return (cell->starts_with('\\') ? "\\" : "") + std::string(*cell);
}

std::optional<std::string_view> unpacked(std::string_view cell) {
    if (cell == null_cell) return std::nullopt;
    return cell.starts_with('\\') ? cell.substr(1) : cell;
}

std::vector<std::string> column_names(base::Record const& record) {
    std::vector<std::string> out;
    for (base::Column const& column : record.columns) out.emplace_back(column.name);
    return out;
}

base::Result<int64_t> write_table(Transaction& tx, base::Record const& record, WrittenFile& file) {
    std::string line = "table," + std::string(record.name) + ",";
    base::append_csv_row(line, column_names(record));
    TRY_VOID(file.add(line));
    std::string names;
    for (base::Column const& column : record.columns)
        names += (names.empty() ? "" : ", ") + quoted(column.name);
    // In pages by id: PostgreSQL's library holds an answer whole.
    std::string const sql = "select " + names + " from " + quoted(record.name) +
                            " where \"id\" > ? order by \"id\" limit 2000";
    std::string last;
    int64_t all = 0;
    for (int64_t count = 2000; count == 2000; all += count) {
        count = 0;
        auto const write = [&](Cells cells) -> base::Result<bool> {
            std::vector<std::string> fields;
            for (auto const& cell : cells) fields.push_back(packed(cell));
            last = fields[0];
            ++count;
            line = "row,";
            base::append_csv_row(line, fields);
            TRY_VOID(file.add(line));
            return true;
        };
        TRY_VOID(tx.each(sql, {base::Value(last)}, write));
    }
    return all;
}

base::Result<BackupReport> write_all(Transaction& tx, std::string const& path) {
    BackupReport report;
    report.schema = TRY(schema_version(tx));
    if (report.schema != int64_t(migrations().size()))
        return base::fail(base::ErrorKind::conflict, "migration_needed", {},
                          {{"version", std::to_string(report.schema)},
                           {"wanted", std::to_string(migrations().size())}});
    auto file = TRY(WrittenFile::create(path));
    TRY_VOID(file.add(head_line));
    auto const edition = TRY(store_edition(tx));
    TRY_VOID(file.add("schema," + std::to_string(report.schema) + "," + instant_text(tx.now()) +
                      "," + std::string(domain::to_text(edition)) + "\n"));
    for (Table const* const table : tables_of(edition)) {
        int64_t const rows = TRY(write_table(tx, *table->record, file));
        report.rows += rows;
    }
    TRY_VOID(file.add("end," + std::to_string(report.rows) + ","));
    report.digest = file.digest();
    TRY_VOID(file.finish(report.digest + "\n"));
    return report;
}

std::unexpected<base::Error> broken(std::string const& path, int64_t line = 0) {
    return base::fail(base::ErrorKind::conflict, "backup_broken",
                      {.file = path, .line = int32_t(line)});
}

/// The tables of a database's own catalogue, but for `migration`.
base::Result<bool> has_tables(Transaction& tx) {
    auto const found = TRY(tx.one(
        tx.kind() == DatabaseKind::sqlite
            ? "select name from sqlite_master where type = 'table' limit 1"
            : "select tablename from pg_tables where schemaname = current_schema() limit 1"));
    return found.has_value();
}

/// Reads a backup's lines into a database.
class Restorer {
public:
    Restorer(Transaction& tx, base::CsvReader& reader, std::string const& path)
        : tx_(tx), reader_(reader), path_(path) {}

    base::Result<int64_t> run() {
        std::vector<std::string_view> fields;
        while (true) {
            bool const more = TRY(reader_.next(fields));
            if (!more) return broken(path_, reader_.line());
            if (fields[0] == "end") return rows_;
            if (fields[0] == "table") {
                TRY_VOID(begin_table(fields));
            } else if (fields[0] == "row") {
                TRY_VOID(insert(fields));
            } else {
                return broken(path_, reader_.line());
            }
        }
    }

private:
    base::Result<void> begin_table(std::vector<std::string_view> const& fields) {
        record_ = nullptr;
        for (Table const* const table : all_tables())
            if (fields.size() > 2 && table->record->name == fields[1]) record_ = table->record;
        if (record_ == nullptr) return broken(path_, reader_.line());
        columns_.clear();
        std::string names;
        std::string holes;
        for (size_t i = 2; i < fields.size(); ++i) {
            auto const index = column_index(*record_, fields[i]);
            if (!index) return broken(path_, reader_.line());
            columns_.push_back(&record_->columns[*index]);
            names += (names.empty() ? "" : ", ") + quoted(fields[i]);
            holes += holes.empty() ? "?" : ", ?";
        }
        sql_ = "insert into " + quoted(record_->name) + " (" + names + ") values (" + holes + ")";
        return {};
    }

    base::Result<void> insert(std::vector<std::string_view> const& fields) {
        if (record_ == nullptr || fields.size() != columns_.size() + 1)
            return broken(path_, reader_.line());
        Row row;
        for (size_t i = 0; i < columns_.size(); ++i) {
            auto value = parse_cell(*columns_[i], unpacked(fields[i + 1]));
            if (!value) return broken(path_, reader_.line());
            row.push_back(std::move(*value));
        }
        TRY_VOID(tx_.run(sql_, row));
        ++rows_;
        return {};
    }

    Transaction& tx_;
    base::CsvReader& reader_;
    std::string path_;
    base::Record const* record_ = nullptr;
    std::vector<base::Column const*> columns_;
    std::string sql_;
    int64_t rows_ = 0;
};

}  // namespace

base::Result<BackupReport> backup(Database& database, Moment const& moment,
                                  std::string const& path) {
    return read_snapshot(database, moment, [&](Transaction& tx) { return write_all(tx, path); });
}

base::Result<BackupReport> verify_backup(std::string const& path) {
    auto const map = TRY(base::MappedFile::open(path));
    return verify_backup_text(map.bytes(), path);
}

base::Result<BackupReport> verify_backup_text(std::string_view text, std::string const& path) {
    if (!text.starts_with(head_line) || !text.ends_with('\n')) return broken(path);
    size_t const last = text.rfind('\n', text.size() - 2) + 1;
    auto const parts = base::split(text.substr(last, text.size() - last - 1), ',');
    BackupReport report;
    report.digest = base::digest_hex(base::DigestKind::sm3, text.substr(0, text.rfind(',') + 1));
    if (parts.size() != 3 || parts[0] != "end" || parts[2] != report.digest) return broken(path);
    report.rows = base::parse_integer(parts[1]).value_or(-1);
    auto const second =
        text.substr(head_line.size(), text.find('\n', head_line.size()) - head_line.size());
    auto const schema = base::split(second, ',');
    if (schema.size() != 4 || schema[0] != "schema") return broken(path, 2);
    report.schema = base::parse_integer(schema[1]).value_or(-1);
    auto const edition = domain::parse_edition(schema[3]);
    if (!edition) return broken(path, 2);
    report.edition = *edition;
    if (report.rows < 0 || report.schema < 1) return broken(path, 2);
    return report;
}

base::Result<BackupReport> restore(Database& database, Moment const& moment,
                                   std::string const& path) {
    auto const report = TRY(verify_backup(path));
    if (report.schema > int64_t(migrations().size()))
        return base::fail(base::ErrorKind::conflict, "backup_newer", {.file = path},
                          {{"number", std::to_string(report.schema)}});
    bool const taken =
        TRY(read_snapshot(database, moment, [](Transaction& tx) { return has_tables(tx); }));
    if (taken) return base::fail(base::ErrorKind::conflict, "restore_not_empty", {});
    auto const map = TRY(base::MappedFile::open(path));
    TRY_VOID(migrate(database, moment, report.edition, report.schema));
    auto const load = [&](Transaction& tx) -> base::Result<int64_t> {
        base::CsvReader reader(map.bytes(), path);
        std::vector<std::string_view> fields;
        for (int skipped = 0; skipped < 2; ++skipped) {
            bool const more = TRY(reader.next(fields));
            if (!more) return broken(path);
        }
        return Restorer(tx, reader, path).run();
    };
    int64_t const rows = TRY(transact(database, moment, load));
    if (rows != report.rows) return broken(path);
    TRY_VOID(migrate(database, moment, report.edition));
    return report;
}

}  // namespace store
