// Recomputes the audit's chain, from the database or from an export.
#include "base/check.hpp"
#include "base/csv.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "store/audit.hpp"
#include "store/clause.hpp"
#include "store/written_file.hpp"

namespace store {
namespace {

base::Record const& audit_record() { return base::record_of<domain::AuditRow>; }

std::unexpected<base::Error> broken(base::Place at, std::string_view code, int64_t seq) {
    return base::fail(base::ErrorKind::conflict, code, std::move(at),
                      {{"seq", std::to_string(seq)}});
}

/// Takes rows in order and says which one does not follow.
class Chain {
public:
    explicit Chain(std::string file) : file_(std::move(file)) {}

    base::Result<void> add(domain::AuditRow const& row) {
        ++line_;
        base::Place const at{.file = file_, .line = int32_t(line_ + 1)};
        if (!row.seq) {
            if (row.link) return broken(at, "audit_broken", report_.sealed + 1);
            ++report_.unsealed;
            return {};
        }
        if (report_.unsealed > 0 || *row.seq != report_.sealed + 1)
            return broken(at, "audit_gap", report_.sealed + 1);
        std::string const link = chain_link(report_.head, row);
        if (row.link != link) return broken(at, "audit_broken", *row.seq);
        report_.head = link;
        ++report_.sealed;
        return {};
    }

    AuditReport const& report() const { return report_; }

private:
    std::string file_;
    int64_t line_ = 0;
    AuditReport report_;
};

using AuditSink = std::function<base::Result<void>(domain::AuditRow const&)>;

/// All rows: the chain first, then what is not sealed yet.
base::Result<void> each_row(Transaction& tx, AuditSink const& sink) {
    std::string names;
    for (base::Column const& column : audit_record().columns)
        names += (names.empty() ? "" : ", ") + quoted(column.name);
    auto const forward = [&](Cells cells) -> base::Result<bool> {
        domain::AuditRow row;
        for (size_t i = 0; i < cells.size(); ++i) {
            auto value = TRY(parse_cell(audit_record().columns[i], cells[i]));
            audit_record().columns[i].set(&row, std::move(value));
        }
        TRY_VOID(sink(row));
        return true;
    };
    int64_t last = 0;
    std::string const sql =
        "select " + names + " from \"audit\" where \"seq\" > ? order by \"seq\" limit 5000";
    for (bool more = true; more;) {
        int64_t count = 0;
        TRY_VOID(tx.each(sql, {base::Value(last)}, [&](Cells cells) -> base::Result<bool> {
            ++count;
            last = base::parse_integer(cells[cells.size() - 2].value_or("")).value_or(last);
            return forward(cells);
        }));
        more = count == 5000;
    }
    return tx.each(
        "select " + names + " from \"audit\" where \"seq\" is null order by \"at\", \"id\"", {},
        forward);
}

std::string line_of(domain::AuditRow const& row) {
    std::string line;
    base::append_csv_row(line, audit_record(), &row);
    return line;
}

std::string end_line(AuditReport const& report, std::string const& digest) {
    return "end," + std::to_string(report.sealed) + "," + std::to_string(report.unsealed) + "," +
           digest + "\n";
}

base::Result<domain::AuditRow> parse_row(std::vector<std::string_view> const& fields,
                                         base::Place const& at) {
    domain::AuditRow row;
    base::Record const& record = audit_record();
    if (fields.size() != record.columns.size())
        return base::fail(base::ErrorKind::conflict, "audit_malformed", at);
    for (size_t i = 0; i < fields.size(); ++i) {
        base::Column const& column = record.columns[i];
        auto value = base::parse_value(column, fields[i]);
        // A text column without null may be empty; "" is then its value.
        if (!value && fields[i].empty() && column.type == base::ValueType::text)
            value = base::Value(std::string());
        if (!value) return base::fail(base::ErrorKind::conflict, "audit_malformed", at);
        column.set(&row, std::move(*value));
    }
    return row;
}

}  // namespace

base::Result<AuditReport> verify_audit(Database& database) {
    return read_snapshot(database, Moment(), [](Transaction& tx) -> base::Result<AuditReport> {
        Chain chain("");
        TRY_VOID(each_row(tx, [&](domain::AuditRow const& row) { return chain.add(row); }));
        return chain.report();
    });
}

base::Result<AuditReport> export_audit(Database& database, std::string const& path) {
    return read_snapshot(database, Moment(), [&](Transaction& tx) -> base::Result<AuditReport> {
        auto file = TRY(WrittenFile::create(path));
        Chain chain(path);
        TRY_VOID(file.add(base::csv_header(audit_record()) + "\n"));
        auto const write = [&](domain::AuditRow const& row) -> base::Result<void> {
            TRY_VOID(chain.add(row));
            return file.add(line_of(row));
        };
        TRY_VOID(each_row(tx, write));
        TRY_VOID(file.finish(end_line(chain.report(), file.digest())));
        return chain.report();
    });
}

base::Result<AuditReport> verify_audit_file(std::string const& path) {
    auto const map = TRY(base::MappedFile::open(path));
    return verify_audit_text(map.bytes(), path);
}

base::Result<AuditReport> verify_audit_text(std::string_view text, std::string const& path) {
    base::CsvReader reader(text, path);
    base::DigestStream digest(base::DigestKind::sm3);
    Chain chain(path);
    size_t at = 0;
    // The bytes must be those that an export writes, not only read the same.
    auto const follows = [&](std::string const& wanted) {
        bool const same = text.substr(at, wanted.size()) == wanted;
        at += wanted.size();
        digest.add(wanted);
        return same;
    };
    std::vector<std::string_view> fields;
    bool const any = TRY(reader.next(fields));
    base::Place place{.file = path, .line = 1};
    if (!any || !follows(base::csv_header(audit_record()) + "\n"))
        return base::fail(base::ErrorKind::conflict, "audit_malformed", place);
    while (true) {
        bool const more = TRY(reader.next(fields));
        place.line = int32_t(reader.line());
        if (!more) return base::fail(base::ErrorKind::conflict, "audit_cut", place);
        if (fields[0] == "end") break;
        auto const row = TRY(parse_row(fields, place));
        if (!follows(line_of(row)))
            return base::fail(base::ErrorKind::conflict, "audit_malformed", place);
        TRY_VOID(chain.add(row));
    }
    if (text.substr(at) != end_line(chain.report(), digest.hex()))
        return base::fail(base::ErrorKind::conflict, "audit_cut", place);
    return chain.report();
}

}  // namespace store
