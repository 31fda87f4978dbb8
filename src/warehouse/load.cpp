// One legal person at a time through staging, joins and Parquet; two at once.
#include "warehouse/load.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "warehouse/borrower_numbers.hpp"
#include "warehouse/flag_words.hpp"
#include "warehouse/load_memory.hpp"
#include "warehouse/scalar_function.hpp"

namespace warehouse {
namespace {

std::vector<std::string> const stock_tables = {"CLDWDK", "CLGRDK", "CLPJRZ"};
std::vector<std::string> const flow_tables = {"DWDKFS", "GRDKFS", "PJRZFS"};

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
    return text;
}

/// What the workers share. Numbers are given in the order of legal persons, whoever reads faster.
struct Shared {
    Database& database;
    LoadRequest const& request;
    bool apart;         // Legal persons are loaded side by side.
    int64_t megabytes;  // Of a worker's database.
    std::mutex mutex;
    std::condition_variable turn_changed;
    size_t next = 0;
    size_t turn = 0;
    BorrowerNumbers numbers;
    LoadResult result;
    std::optional<base::Error> error;
};

class LegalLoader {
public:
    LegalLoader(Shared& shared, Database& database, Connection& connection, size_t index)
        : shared_(shared),
          database_(database),
          connection_(connection),
          request_(shared.request),
          inbox_(request_.inbox.legals[index]),
          index_(index),
          prefix_("l" + std::to_string(index) + "_") {
        for (Mapping const& mapping : request_.mappings)
            if (mapping.legal_uscc == inbox_.legal_uscc) mapping_ = &mapping;
    }

    base::Result<void> run() {
        legal_.legal_uscc = inbox_.legal_uscc;
        TRY_VOID(read_canonical());
        TRY_VOID(read_base());
        TRY_VOID(read_own());
        TRY_VOID(read_companions());
        TRY_VOID(read_prior());
        MonthSql const sql{prefix_,
                           inbox_.legal_uscc,
                           request_.report_date,
                           legal_.sent,
                           !request_.person_key.empty(),
                           canonical_};
        TRY_VOID(connection_.run(joined_tables(sql)));
        TRY_VOID(number_borrowers());
        TRY_VOID(connection_.run(wide_views(sql)));
        TRY_VOID(write());
        TRY_VOID(remarks());
        return drop();
    }

    void publish(LoadResult& result) {
        result.legals.push_back(std::move(legal_));
        std::move(files_.begin(), files_.end(), std::back_inserter(result.files));
        std::move(refusals_.begin(), refusals_.end(), std::back_inserter(result.refusals));
        std::move(findings_.begin(), findings_.end(), std::back_inserter(result.findings));
    }

private:
    std::string staging(std::string const& table) const { return prefix_ + lower(table); }

    /// Relations whose receipts must be unique together share a key set.
    KeySet& keys_of(std::string const& table, std::vector<std::string>& key) {
        auto const in = [&](auto const& all) {
            return std::find(all.begin(), all.end(), table) != all.end();
        };
        bool const bills = table == "CLPJRZ" || table == "PJRZFS";
        std::string group = table;
        if (in(stock_tables)) {
            key = bills ? std::vector<std::string>{"bill"}
                        : std::vector<std::string>{"contract", "receipt"};
            group = bills ? "bill" : "loan";
        } else if (in(flow_tables)) {
            key = bills ? std::vector<std::string>{"bill", "txn"}
                        : std::vector<std::string>{"contract", "receipt", "txn"};
            group = bills ? "bill flow" : "loan flow";
        } else if (table == "JRJGFZ") {
            key = {"branch_no"};
        } else if (table == "FTYKHX" || table == "GRKHXX") {
            key = {"id"};
        } else {
            key = {"receipt"};
        }
        return key_sets_[group];
    }

    /// loan.v1: Parquet without a fault is used where it lies; everything else is read row by row.
    base::Result<void> read_canonical() {
        for (std::string const relation : {"loan", "flow"}) {
            auto const form = TRY(form_of(inbox_, mapping_, relation));
            if (form.kind == FormKind::none) continue;
            auto const& tables = relation == "loan" ? stock_tables : flow_tables;
            for (std::string const& table : tables) {
                auto const other = TRY(form_of(inbox_, mapping_, table));
                if (other.kind != FormKind::none)
                    return base::fail(
                        base::ErrorKind::conflict, "inbox_two_forms",
                        {.file = form.path, .field = relation},
                        {{"table", relation}, {"files", form.path + ", " + other.path}});
                legal_.sent.tables.insert(table);
            }
            legal_.sent.canonical = true;
            TRY_VOID(read_canonical_form(relation, form));
        }
        return {};
    }

    base::Result<void> read_canonical_form(std::string const& relation, SentForm const& form) {
        CanonicalOf const of{relation, inbox_.legal_uscc, request_.report_date};
        if (form.kind == FormKind::parquet) {
            auto trusted = TRY(trust_parquet(connection_, form.path, request_.canonical, of));
            if (trusted) {
                auto const file = TRY(base::MappedFile::open(form.path));
                report(relation, std::string(base::file_name(form.path)), file.bytes(),
                       {trusted->rows, trusted->rows, 0, 0});
                canonical_.push_back(std::move(*trusted));
                return {};
            }
        }
        std::vector<std::string> keep = canonical_key(relation);
        keep.insert(keep.end(), {"legal_uscc", "month_end"});
        auto const layout = TRY(layout_of_form(connection_, form, request_.canonical, keep));
        ReadOptions options;
        options.key = canonical_key(relation);
        options.keys = &key_sets_[relation];
        options.derived = derived_columns();
        options.check = [&](Cells cells) { return check_canonical(layout, of, cells); };
        std::string const table = prefix_ + relation + "_v1";
        TRY_VOID(read_other(relation, table, layout, form, options));
        canonical_.push_back({relation, table, layout, "text_fault", "line_no", 0});
        return {};
    }

    /// Reads CSV, Parquet or a mapped file into a staging table made for it.
    base::Result<void> read_other(std::string const& name, std::string const& table,
                                  domain::Layout const& layout, SentForm const& form,
                                  ReadOptions& options) {
        TRY_VOID(create_staging(connection_, table, layout));
        auto reader = TRY(database_.connect());
        options.legal_uscc = inbox_.legal_uscc;
        options.file = std::string(base::file_name(form.path));
        options.held = &held_text_;
        auto read = TRY(read_form(form, {connection_, reader, table, layout, options}, refusals_));
        read.table = name;
        files_.push_back(std::move(read));
        return {};
    }

    base::Result<void> read_base() {
        for (std::string const& table : inbox_.twice)
            findings_.push_back(
                file_finding(inbox_.legal_uscc, "file", "file_twice", "hard", table));
        for (auto const& [table, layout] : request_.base) {
            auto const form = TRY(form_of(inbox_, mapping_, table));
            ReadOptions options;
            options.keys = &keys_of(table, options.key);
            if (form.kind != FormKind::none && form.kind != FormKind::dat) {
                mark_sent(table);
                domain::Layout by_head = layout;
                by_head.format = domain::FileFormat::csv;
                TRY_VOID(read_other(table, staging(table), by_head, form, options));
                continue;
            }
            TRY_VOID(create_staging(connection_, staging(table), layout));
            auto const sent = inbox_.tables.find(table);
            if (sent == inbox_.tables.end()) {
                missing(table);
                continue;
            }
            auto bytes = SentBytes::open(sent->second);
            if (!bytes) {
                missing(table);
                continue;
            }
            mark_sent(table);
            check_log(inbox_.legal_uscc, table, sent->second, *bytes, findings_);
            options.legal_uscc = inbox_.legal_uscc;
            options.file = sent->second.name;
            held_.push_back(std::move(*bytes));
            auto const counts = TRY(read_dat(connection_, staging(table), layout,
                                             held_.back().view(), options, refusals_));
            report(table, sent->second.name, held_.back().view(), counts);
        }
        key_sets_.clear();
        held_.clear();
        held_text_.clear();
        return {};
    }

    /// Tables that loan.v1 stands for: its rows carry what they would say.
    bool stands_for(std::string const& table) const {
        auto const in = [&](std::vector<std::string> const& all) {
            return std::find(all.begin(), all.end(), table) != all.end();
        };
        for (CanonicalRows const& rows : canonical_) {
            if (rows.relation == "loan" && (in(stock_tables) || in(wanted_tables()))) return true;
            if (rows.relation == "flow" && in(flow_tables)) return true;
        }
        return false;
    }

    void missing(std::string const& table) {
        if (stands_for(table)) return;
        auto const& required = required_tables();
        auto const& wanted = wanted_tables();
        if (std::find(required.begin(), required.end(), table) != required.end())
            findings_.push_back(
                file_finding(inbox_.legal_uscc, "file", "file_missing", "hard", table));
        else if (std::find(wanted.begin(), wanted.end(), table) != wanted.end())
            findings_.push_back(
                file_finding(inbox_.legal_uscc, "file", "file_missing_soft", "soft", table));
    }

    void mark_sent(std::string const& table) {
        legal_.sent.tables.insert(table);
        legal_.sent.special1 |= table == "CLZXYP";
        legal_.sent.special2 |= table == "CLZXEP";
        legal_.sent.customers |= table == "FTYKHX";
        legal_.sent.persons |= table == "GRKHXX";
        legal_.sent.branches |= table == "JRJGFZ";
    }

    void report(std::string const& table, std::string const& file, std::string_view bytes,
                ReadCounts counts) {
        files_.push_back({inbox_.legal_uscc, file, table,
                          base::digest_hex(base::DigestKind::sha256, bytes), int64_t(bytes.size()),
                          counts});
    }

    base::Result<void> read_own() {
        for (auto const& [message, own] : request_.own) {
            auto const sent = inbox_.tables.find(message);
            if (sent == inbox_.tables.end() || !own.layout.gaps.empty()) continue;
            auto bytes = SentBytes::open(sent->second);
            if (!bytes) continue;
            std::string const table = prefix_ + "own_3_" + std::to_string(own.number);
            TRY_VOID(create_staging(connection_, table, own.layout));
            check_log(inbox_.legal_uscc, message, sent->second, *bytes, findings_);
            KeySet keys;
            ReadOptions options;
            options.legal_uscc = inbox_.legal_uscc;
            options.file = sent->second.name;
            options.key = {"receipt", "bill", own.number % 2 == 0 ? "txn" : "contract"};
            bool const has_category = own.layout.find("category") >= 0;
            if (!has_category) options.keys = &keys;
            auto const counts =
                TRY(read_dat(connection_, table, own.layout, bytes->view(), options, refusals_));
            report(message, sent->second.name, bytes->view(), counts);
            if (has_category)
                TRY_VOID(connection_.run("DELETE FROM " + table +
                                         " WHERE category IS DISTINCT FROM " +
                                         quote(own.detail_code)));
            legal_.sent.reported[own.number] = true;
        }
        return {};
    }

    base::Result<void> read_companions() {
        for (auto const& [name, layout] :
             {std::pair<std::string, domain::Layout const&>{"supplement", request_.supplement},
              {"determination", request_.determination}}) {
            auto const form = TRY(form_of(inbox_, mapping_, name));
            bool const carried = TRY(carries_determinations(name, form));
            if (form.kind == FormKind::none || carried) {
                TRY_VOID(create_staging(connection_, prefix_ + name, layout));
                continue;
            }
            bool const determination = name == "determination";
            KeySet keys;
            std::deque<std::string> unescaped;
            ReadOptions options;
            if (!determination) options.key = {"receipt", "bill"};
            if (!determination) options.keys = &keys;
            options.check = [this, &form_layout = layout, determination, &keys,
                             &unescaped](Cells cells) {
                return check_companion(form_layout, cells, determination, keys, unescaped);
            };
            options.needed = {"legal_uscc"};
            TRY_VOID(read_other(name, prefix_ + name, layout, form, options));
        }
        held_text_.clear();
        return {};
    }

    /// A run's own determination.parquet: those that counted, by key; they count again.
    base::Result<bool> carries_determinations(std::string const& name, SentForm const& form) {
        if (name != "determination" || form.kind != FormKind::parquet) return false;
        auto const columns = connection_.rows(
            "SELECT column_name FROM (DESCRIBE SELECT * FROM " + read_parquet({form.path}) +
            ") WHERE column_name IN ('key', 'chapter', 'determination', 'main_type', 'share')");
        if (!columns || columns->size() != 5) return false;
        carried_ = form.path;
        return true;
    }

    /// A companion line names one receipt or bill of this legal person; maker and checker differ.
    std::optional<LineFault> check_companion(domain::Layout const& layout, Cells cells,
                                             bool determination, KeySet& keys,
                                             std::deque<std::string>& held) const {
        auto const cell = [&](std::string_view id) { return cells[size_t(layout.find(id))]; };
        auto const given = [&](std::string_view id) {
            return !cell(id).empty() && cell(id) != "0";
        };
        if (cell("legal_uscc") != inbox_.legal_uscc)
            return LineFault{"legal_uscc", "code_unknown", std::string(cell("legal_uscc"))};
        if (!given("receipt") && !given("bill")) return LineFault{"receipt", "value_missing", ""};
        if (given("receipt") && given("bill"))
            return LineFault{"bill", "code_unknown", std::string(cell("bill"))};
        if (!determination) return std::nullopt;
        if (cell("maker") == cell("checker"))
            return LineFault{"checker", "same_person", std::string(cell("checker"))};
        std::string_view const number = given("receipt") ? cell("receipt") : cell("bill");
        std::string const& rest = held.emplace_back(std::string(given("receipt") ? "R" : "B") +
                                                    std::string(cell("chapter")));
        std::string_view const receipt = held.emplace_back(number);
        std::string_view const from = held.emplace_back(cell("valid_from"));
        if (!keys.insert({receipt, rest, from, ""}))
            return LineFault{"", "duplicate_key", std::string(number)};
        return std::nullopt;
    }

    base::Result<void> read_prior() {
        std::string sql =
            "CREATE TABLE {p}prior (key VARCHAR, class VARCHAR, contract VARCHAR, receipt VARCHAR, bill VARCHAR,"
            " branch_no VARCHAR, amount_own DECIMAL(18,2), due DATE, extended_due DATE, tech BOOLEAN, green BOOLEAN,"
            " inclusive BOOLEAN, elder BOOLEAN, digital BOOLEAN);"
            "CREATE TABLE {p}prior_determination (key VARCHAR, chapter VARCHAR, determination VARCHAR, main_type VARCHAR,"
            " share DECIMAL(10,5));";
        if (!request_.prior.loan_sql.empty())
            sql += "INSERT INTO {p}prior SELECT * EXCLUDE (legal_uscc) FROM (" +
                   request_.prior.loan_sql + ") WHERE legal_uscc = {legal};";
        if (!request_.prior.determination_sql.empty())
            sql += "INSERT INTO {p}prior_determination SELECT * EXCLUDE (legal_uscc) FROM (" +
                   request_.prior.determination_sql + ") WHERE legal_uscc = {legal};";
        if (!carried_.empty())
            sql +=
                "CREATE TABLE {p}carried AS SELECT key, chapter, determination, main_type,"
                " share FROM " +
                read_parquet({carried_}) +
                " WHERE legal_uscc = {legal};"
                "DELETE FROM {p}prior_determination WHERE (key, chapter) IN"
                " (SELECT (key, chapter) FROM {p}carried);"
                "INSERT INTO {p}prior_determination SELECT * FROM {p}carried;";
        sql = base::replace_all(base::replace_all(std::move(sql), "{p}", prefix_), "{legal}",
                                quote(inbox_.legal_uscc));
        TRY_VOID(connection_.run(sql));
        auto const known = TRY(connection_.value("SELECT count(*) FROM " + prefix_ + "prior"));
        legal_.sent.prior = known != "0";
        if (auto const at = request_.prior.sent.find(inbox_.legal_uscc);
            at != request_.prior.sent.end())
            legal_.sent.prior_tables = at->second;
        return {};
    }

    /// Numbers this legal person's borrowers when it is its turn, so that a run always gives the
    /// same.
    base::Result<void> number_borrowers() {
        std::vector<std::string> ids;
        TRY_VOID(connection_.query(
            "SELECT DISTINCT borrower_id FROM " + prefix_ +
                "sent WHERE relation IN ('loan', 'flow') ORDER BY borrower_id",
            [&](base::Batch const& batch) -> base::Result<void> {
                for (size_t row = 0; row < batch.rows; ++row)
                    ids.emplace_back(batch.columns[0].values<base::TextView>()[row].view());
                return {};
            }));
        std::vector<int32_t> numbers;
        {
            std::unique_lock lock(shared_.mutex);
            shared_.turn_changed.wait(
                lock, [&] { return shared_.turn == index_ || shared_.error.has_value(); });
            for (std::string const& id : ids) numbers.push_back(shared_.numbers.number(id));
            ++shared_.turn;
            shared_.turn_changed.notify_all();
        }
        numbered_ = true;
        legal_.customers = int32_t(ids.size());
        TRY_VOID(connection_.run(
            "CREATE TABLE " + prefix_ +
            "borrower (borrower_id VARCHAR, customer_no INTEGER, borrower_no INTEGER)"));
        auto appender = TRY(connection_.appender(prefix_ + "borrower"));
        size_t row = 0;
        for (size_t i = 0; i < ids.size(); ++i) {
            auto const& columns = appender.columns();
            columns[0].values<base::TextView>()[row] = base::TextView(ids[i]);
            columns[1].values<int32_t>()[row] = int32_t(i);
            columns[2].values<int32_t>()[row] = numbers[i];
            for (auto const& column : columns) column.set_valid(row);
            if (++row < base::batch_rows_max && i + 1 < ids.size()) continue;
            TRY_VOID(appender.flush(row));
            row = 0;
        }
        return appender.close();
    }

    base::Result<void> write() {
        std::string const folder = request_.out + "/" + inbox_.legal_uscc;
        TRY_VOID(base::make_directories(folder));
        std::string const options =
            parquet_options(mapping_ != nullptr ? mapping_->notes : std::vector<std::string>());
        auto const copy = [&](std::string const& relation) {
            std::string const flags =
                relation == "loan" || relation == "flow" ? ", " + flag_columns() : "";
            return connection_.run("COPY (SELECT *" + flags + " FROM " + prefix_ + relation +
                                   again(relation) + ") TO " +
                                   quote(folder + "/" + relation + ".parquet") + options);
        };
        for (std::string const relation : {"loan", "flow", "gone", "reported"})
            TRY_VOID(copy(relation));
        // They come out of a hash table: without an order the same input gives other bytes.
        TRY_VOID(connection_.run("COPY (SELECT " + quote(inbox_.legal_uscc) +
                                 " AS legal_uscc, * FROM " + prefix_ +
                                 "determined ORDER BY key, chapter) TO " +
                                 quote(folder + "/determination.parquet") + options));
        auto const rows = TRY(connection_.rows(
            "SELECT count(*) FILTER (WHERE relation = 'loan'), count(*) FILTER (WHERE relation = 'flow') FROM " +
            prefix_ + "sent"));
        legal_.loans = base::parse_integer(rows[0][0]).value_or(0);
        legal_.flows = base::parse_integer(rows[0][1]).value_or(0);
        return {};
    }

    /// A loaded month sent again as Parquet brings what was found on rows that it has no more.
    std::string again(std::string const& relation) const {
        auto const at = inbox_.companions.find(relation + ".parquet");
        bool const carried =
            relation == "reported" || (relation == "gone" && !request_.prior.loan_sql.empty());
        if (canonical_.empty() || !carried || at == inbox_.companions.end()) return "";
        return " UNION ALL BY NAME SELECT * FROM " + read_parquet({at->second}) +
               " WHERE legal_uscc = " + quote(inbox_.legal_uscc) + " AND month_end = DATE '" +
               base::to_text(request_.report_date) + "'";
    }

    /// Doubtful characters in lines that are no rows of loan or flow.
    base::Result<void> remarks() {
        auto const of_table = [&](std::string const& table,
                                  std::string const& relation) -> base::Result<void> {
            auto const rows =
                TRY(connection_.rows("SELECT line_no, text_fault FROM " + staging(table) +
                                     " WHERE text_fault IS NOT NULL ORDER BY line_no"));
            for (auto const& row : rows)
                findings_.push_back(file_finding(inbox_.legal_uscc, relation, "text_character",
                                                 "hard", table + ":" + row[0] + ":" + row[1]));
            return {};
        };
        TRY_VOID(of_table("FTYKHX", "customer"));
        TRY_VOID(of_table("JRJGFZ", "branch"));
        TRY_VOID(of_table("CLWTDK", "entrusted"));
        auto const rows = TRY(connection_.rows(
            "SELECT coalesce(contract, '0'), coalesce(receipt, '0'), coalesce(bill, '0'), txn, branch_no, text_fault FROM " +
            prefix_ + "sent WHERE relation = 'repaid' AND text_fault IS NOT NULL ORDER BY ALL"));
        for (auto const& row : rows)
            findings_.push_back({inbox_.legal_uscc, "flow", row[0], row[1], row[2], row[3], row[4],
                                 "text_character", "hard", row[5]});
        return {};
    }

    base::Result<void> drop() {
        auto const views = TRY(
            connection_.rows("SELECT view_name FROM duckdb_views() WHERE starts_with(view_name, " +
                             quote(prefix_) + ")"));
        for (auto const& row : views) TRY_VOID(connection_.run("DROP VIEW " + identifier(row[0])));
        auto const tables = TRY(connection_.rows(
            "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, " +
            quote(prefix_) + ")"));
        for (auto const& row : tables)
            TRY_VOID(connection_.run("DROP TABLE " + identifier(row[0])));
        return {};
    }

    Shared& shared_;
    Database& database_;
    Connection& connection_;
    LoadRequest const& request_;
    LegalInbox const& inbox_;
    size_t index_;
    std::string prefix_;
    LoadedLegal legal_;
    std::map<std::string, KeySet> key_sets_;
    std::vector<SentBytes> held_;        // Key sets refer into them.
    std::deque<std::string> held_text_;  // So they do into the text of other forms.
    Mapping const* mapping_ = nullptr;
    std::vector<CanonicalRows> canonical_;
    std::string carried_;  // determination.parquet of a run.
    std::vector<FileReport> files_;
    std::vector<domain::Refusal> refusals_;
    std::vector<domain::Finding> findings_;
    bool numbered_ = false;
};

/// A worker's own database, so that what it drops is freed at once: a table that is dropped while
/// another worker's statement runs stays until that one is done.
base::Result<Database> open_database(Shared const& shared, int worker) {
    DatabaseOptions options = shared.database.options();
    options.memory_limit = std::to_string(shared.megabytes) + "MB";
    if (shared.apart) options.threads = 1;
    if (!options.temporary_folder.empty()) {
        options.temporary_folder += "/" + std::to_string(worker);
        TRY_VOID(base::make_directories(options.temporary_folder));
    }
    return Database::open(options);
}

base::Result<Connection> prepared(Database& database, LoadRequest const& request) {
    auto out = TRY(database.connect());
    TRY_VOID(register_functions(out, request.person_key));
    TRY_VOID(register_canonical(out, request.canonical));
    TRY_VOID(register_flag_words(out));
    // A canonical file is asked several questions; its footer is read once.
    TRY_VOID(out.run("SET GLOBAL parquet_metadata_cache = true"));
    return out;
}

base::Result<void> load_legals(Shared& shared, int worker) {
    auto database = TRY(open_database(shared, worker));
    auto connection = TRY(prepared(database, shared.request));
    while (true) {
        size_t index = 0;
        {
            std::lock_guard const lock(shared.mutex);
            if (shared.error || shared.next == shared.request.inbox.legals.size()) return {};
            index = shared.next++;
        }
        LegalLoader loader(shared, database, connection, index);
        TRY_VOID(loader.run());
        std::lock_guard const lock(shared.mutex);
        loader.publish(shared.result);
        if (shared.request.progress) {
            LoadedLegal const& legal = shared.result.legals.back();
            shared.request.progress(legal.legal_uscc, legal.loans + legal.flows);
        }
    }
}

void work(Shared& shared, int worker) {
    auto const done = load_legals(shared, worker);
    std::lock_guard const lock(shared.mutex);
    if (!done && !shared.error) shared.error = done.error();
    if (!done) shared.turn_changed.notify_all();
}

}  // namespace

std::string parquet_options(std::vector<std::string> const& notes, Packing packing) {
    std::string const note =
        notes.empty() ? "" : ", KV_METADATA {note: " + quote(base::join(notes, "; ")) + "}";
    std::string const codec = packing == Packing::small ? "lz4_raw" : "uncompressed";
    return " (FORMAT parquet, PARQUET_VERSION V2, COMPRESSION " + codec + note + ")";
}

base::Result<LoadResult> load_month(Database& database, LoadRequest const& request) {
    // As many legal persons as threads at a time: each then needs no threads of its own.
    bool const apart = int(request.inbox.legals.size()) >= request.threads;
    int const workers = apart ? request.threads : 1;
    int64_t const megabytes = load_megabytes(request.inbox, workers);
    Shared shared{database, request, apart, megabytes, {}, {}, 0, 0, {}, {}, {}};
    std::vector<std::thread> running;
    for (int i = 0; i < workers; ++i) running.emplace_back([&shared, i] { work(shared, i); });
    for (std::thread& worker : running) worker.join();
    if (shared.error) return std::unexpected(std::move(*shared.error));
    LoadResult& result = shared.result;
    result.borrowers = shared.numbers.count();
    result.flag_words = flag_words();
    for (Mapping const& mapping : request.mappings)
        result.notes.insert(result.notes.end(), mapping.notes.begin(), mapping.notes.end());
    auto const by_legal = [](auto const& a, auto const& b) { return a.legal_uscc < b.legal_uscc; };
    std::stable_sort(result.legals.begin(), result.legals.end(), by_legal);
    std::stable_sort(result.files.begin(), result.files.end(), by_legal);
    std::stable_sort(result.refusals.begin(), result.refusals.end(), by_legal);
    std::stable_sort(result.findings.begin(), result.findings.end(), by_legal);
    return std::move(result);
}

}  // namespace warehouse
