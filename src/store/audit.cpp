// Audit rows and the sealer that chains them.
#include "store/audit.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "store/tables.hpp"

namespace store {
namespace {

constexpr int64_t seal_lock = 0x7775'7069'616e'0002;

std::string insert_sql() {
    std::string names;
    std::string holes;
    for (base::Column const& column : domain::audit_row_columns) {
        names += (names.empty() ? "\"" : ", \"") + std::string(column.name) + "\"";
        holes += holes.empty() ? "?" : ", ?";
    }
    return "insert into \"audit\" (" + names + ") values (" + holes + ")";
}

base::Result<std::pair<int64_t, std::string>> last_sealed(Transaction& tx) {
    std::pair<int64_t, std::string> out{0, std::string(first_link)};
    TRY_VOID(
        tx.each("select \"seq\", \"link\" from \"audit\" where \"seq\" is not null order by "
                "\"seq\" desc limit 1",
                {}, [&](Cells cells) -> base::Result<bool> {
                    out.first = base::parse_integer(*cells[0]).value_or(0);
                    out.second = std::string(cells[1].value_or(""));
                    return false;
                }));
    return out;
}

base::Result<int64_t> seal(Transaction& tx) {
    bool const alone = TRY(tx.try_lock(seal_lock));
    if (!alone) return 0;
    std::vector<domain::AuditRow> rows;
    std::string names;
    for (base::Column const& column : domain::audit_row_columns)
        names += (names.empty() ? "\"" : ", \"") + std::string(column.name) + "\"";
    TRY_VOID(tx.each(
        "select " + names + " from \"audit\" where \"seq\" is null order by \"at\", \"id\" limit " +
            std::to_string(seal_rows_max),
        {}, [&](Cells cells) -> base::Result<bool> {
            domain::AuditRow row;
            for (size_t i = 0; i < cells.size(); ++i)
                if (cells[i])
                    domain::audit_row_columns[i].set(&row, base::Value(std::string(*cells[i])));
            rows.push_back(std::move(row));
            return true;
        }));
    if (rows.empty()) return 0;
    auto [seq, link] = TRY(last_sealed(tx));
    for (domain::AuditRow& row : rows) {
        row.seq = ++seq;
        link = chain_link(link, row);
        TRY_VOID(tx.run(
            "update \"audit\" set \"seq\" = ?, \"link\" = ? where \"id\" = ? and \"seq\" is null",
            {base::Value(seq), base::Value(link), base::Value(row.id)}));
    }
    return int64_t(rows.size());
}

}  // namespace

std::string chain_link(std::string_view before, domain::AuditRow row) {
    row.link.reset();
    std::string text(before);
    text += '\n';
    base::append_csv_row(text, base::record_of<domain::AuditRow>, &row);
    return base::digest_hex(base::DigestKind::sm3, text);
}

base::Result<void> append_audit(Transaction& tx, Session const& session, AuditNote const& note) {
    static std::string const sql = insert_sql();
    domain::AuditRow row;
    row.id = make_id(tx.now());
    row.at = instant_text(tx.now());
    row.tenant = session.tenant();
    row.actor = session.actor();
    row.action = note.action;
    row.object_kind = note.object_kind;
    row.object = note.object;
    row.request = tx.request();
    row.purpose = to_text(session.purpose());
    row.before_digest = note.before_digest;
    row.after_digest = note.after_digest;
    TRY_VOID(tx.run(sql, to_row(row)));
    return {};
}

base::Result<int64_t> seal_audit(Database& database) {
    return run_as(database, Isolation::relaxed, Moment(), [](Transaction& tx) { return seal(tx); });
}

base::Result<int64_t> seal_all(Database& database) {
    for (int64_t all = 0;;) {
        int64_t const done = TRY(seal_audit(database));
        if (done == 0) return all;
        all += done;
    }
}

struct Sealer::State {
    Database& database;
    int64_t period_ms;
    std::mutex mutex = {};
    std::condition_variable woken = {};
    bool ends = false;
    std::string error = {};
    std::thread thread = {};

    void turn() {
        auto const done = seal_all(database);
        std::lock_guard const lock(mutex);
        error = done ? "" : done.error().code;
    }

    void run() {
        for (bool last = false; !last;) {
            {
                std::unique_lock lock(mutex);
                last = woken.wait_for(lock, std::chrono::milliseconds(period_ms),
                                      [this] { return ends; });
            }
            turn();
        }
    }
};

Sealer::Sealer(Database& database, int64_t period_ms)
    : state_(std::make_unique<State>(database, period_ms)) {
    state_->thread = std::thread([state = state_.get()] { state->run(); });
}

Sealer::~Sealer() {
    {
        std::lock_guard const lock(state_->mutex);
        state_->ends = true;
    }
    state_->woken.notify_all();
    state_->thread.join();
}

std::string Sealer::last_error() const {
    std::lock_guard const lock(state_->mutex);
    return state_->error;
}

}  // namespace store
