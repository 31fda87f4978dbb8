// The order of a month: inbox, lists, load, judge, figures, findings, files, rename.
#include "service/report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/beside.hpp"
#include "service/book.hpp"
#include "service/bridge.hpp"
#include "service/check_table.hpp"
#include "service/figures.hpp"
#include "service/finished_run.hpp"
#include "service/judge.hpp"
#include "service/judge_spark.hpp"
#include "service/loaded_month.hpp"
#include "service/mask.hpp"
#include "service/run_files.hpp"
#include "service/tables.hpp"
#include "service/workbook.hpp"
#include "warehouse/list_entries.hpp"

namespace service {
namespace {

/// SQL over a finished run that gives the prior month's rows and determinations.
/// With `whole`, the prior run must have been checked too, so that this month's checks have counts.
base::Result<warehouse::PriorMonth> prior_of_run(std::string const& run, bool whole) {
    auto const text = TRY(base::read_file(run + "/manifest.json"));
    auto const manifest = nlohmann::json::parse(text, nullptr, false);
    auto const malformed = [&](std::string field) {
        return base::invalid("prior_malformed",
                             {.file = run + "/manifest.json", .field = std::move(field)});
    };
    if (!manifest.is_object()) return malformed("");
    auto const only_figures = manifest.find("only_figures");
    if (whole && only_figures != manifest.end() && *only_figures == true)
        return base::invalid("prior_only_figures", {.file = run});
    warehouse::PriorMonth out;
    std::vector<std::string> determinations, loans;
    for (auto const& legal : manifest.value("legals", nlohmann::json::array())) {
        if (!legal.is_object() || !legal.contains("legal_uscc") || !legal["legal_uscc"].is_string())
            return malformed("legals.legal_uscc");
        std::string const uscc = legal["legal_uscc"];
        for (auto const& table : legal.value("sent", nlohmann::json::array())) {
            if (!table.is_string()) return malformed("legals.sent");
            out.sent[uscc].insert(table.get<std::string>());
        }
        determinations.push_back(run + "/month/" + uscc + "/determination.parquet");
        loans.push_back(run + "/month/" + uscc + "/loan.parquet");
    }
    auto const bits = TRY(verdict_bits(run, "loan"));
    std::string sql =
        "SELECT l.legal_uscc AS legal_uscc, CASE WHEN class = 'C03' THEN 'B' || bill"
        " ELSE 'R' || contract || '|' || receipt END AS key,"
        " class, contract, receipt, bill, branch_no, amount_own, due, extended_due";
    // The five as `prior_tech` … `prior_digital`, in this order.
    for (char const* rule :
         {"tech.industry", "green.loan", "inclusive.loan", "pension.loan", "digital.loan"}) {
        auto const bit = bits.find(rule);
        if (bit == bits.end()) return malformed(rule);
        sql += ", " + bit_sql("v.y_", size_t(bit->second));
    }
    if (!loans.empty())
        out.loan_sql = sql + " FROM " + warehouse::read_numbered_parquet(loans) + " l JOIN " +
                       warehouse::read_parquet({run + "/verdict_loan.parquet"}) +
                       " v ON v.legal_uscc = l.legal_uscc AND v.row_no = l.file_row_number";
    if (!determinations.empty())
        out.determination_sql = "SELECT * FROM " + warehouse::read_parquet(determinations);
    return out;
}

/// The key for personal identifiers outside the bank edition: the environment's, the prior run's,
/// or new.
base::Result<std::string> person_key(ReportRequest const& request, std::string const& prior_run,
                                     std::string const& folder) {
    if (request.edition == Edition::bank) return std::string();
    std::string key;
    if (char const* const set = std::getenv("WUPIAN_PERSON_KEY")) key = set;
    if (key.empty() && !prior_run.empty())
        if (auto held = base::read_file(prior_run + "/key/person.key")) key = std::move(*held);
    if (key.empty()) key = base::random_hex(32);
    TRY_VOID(base::make_directories(folder + "/key"));
    TRY_VOID(base::write_file(folder + "/key/person.key", key));
    return key;
}

class Month {
public:
    explicit Month(ReportRequest const& request)
        : request_(request), folder_(request.out + ".part") {}

    base::Result<ReportResult> run() {
        if (base::is_file(request_.out + "/summary.json"))
            return base::fail(base::ErrorKind::conflict, "run_exists", {.file = request_.out});
        TRY_VOID(base::check_free(request_.out));
        TRY_VOID(base::remove_all(folder_));
        TRY_VOID(base::make_directories(folder_ + "/month"));
        auto done = steps();
        if (!done) {
            (void)base::remove_all(folder_);
            return std::unexpected(std::move(done).error());
        }
        TRY_VOID(base::remove_all(request_.out));
        TRY_VOID(base::rename_path(folder_, request_.out));
        return std::move(result_);
    }

private:
    /// Errors: `cancelled`.
    base::Result<void> go_on() const {
        if (request_.is_cancelled && request_.is_cancelled())
            return base::fail(base::ErrorKind::conflict, "cancelled", {});
        return {};
    }

    base::Result<void> steps() {
        result_.report_date = request_.report_date;
        result_.edition = request_.edition;
        auto opening = beside(request_.threads, [this] { return open(); });
        auto const book = TRY(load_book(request_.pack_folder));
        result_.pack_hash = book.hash;
        auto const plans = TRY(plan_month(book, request_.report_date));
        auto const prior_run = TRY(find_prior());
        auto opened = TRY(opening.get());
        warehouse::Connection& connection = opened->connection;
        TRY_VOID(go_on());
        if (!opened->run) TRY_VOID(load(opened->database, connection, book, prior_run));
        TRY_VOID(go_on());
        auto columns = columns_beside(plans[0]);
        if (opened->run) TRY_VOID(carry_month(*opened->run, folder_));
        auto packing = beside(request_.threads, [this] {
            return base::copy_tree(request_.pack_folder, folder_ + "/pack");
        });
        if (request_.engine == Engine::spark) TRY_VOID(run_on_spark(connection, plans));
        auto resting = rest_beside(*opened);
        auto tried = judge_all(connection, book, plans, std::move(columns));
        TRY_VOID(resting.get());  // Files that differ explain what judging met in them.
        auto const judged = TRY(std::move(tried));
        TRY_VOID(remove_spark_answers(folder_));
        TRY_VOID(go_on());
        TRY_VOID(collect_findings(connection, plans, judged));
        collect_bridge(plans, judged, result_);
        if (!request_.only_figures) {
            TRY_VOID(collect_check_table(connection, {book, plans, judged, folder_, prior_run},
                                         result_));
            step("tables", 0, 1);
            TRY_VOID(write_tables(connection,
                                  {plans, judged, folder_, request_.finished, request_.threads},
                                  result_));
            step("tables", 1, 1);
        }
        for (RelationPlan const& plan : plans)
            if (plan.relation == "loan" && plan.plan)
                result_.uncertain = uncertain_rules(*plan.plan);
        TRY_VOID(go_on());
        TRY_VOID(workbooks(opened->database, book, plans, judged));
        TRY_VOID(go_on());
        auto closing = beside(request_.threads, [&opened] { opened.reset(); });
        TRY_VOID(write_csv_files(result_, folder_, request_.threads));
        TRY_VOID(write_plan(result_, plans, folder_));
        TRY_VOID(write_views(plans, folder_));
        TRY_VOID(packing.get());
        closing.get();
        TRY_VOID(base::remove_all(folder_ + "/spill"));
        TRY_VOID(go_on());
        if (request_.last) TRY_VOID(request_.last(result_, folder_));
        return write_summary(result_, folder_);
    }

    base::Result<void> workbooks(warehouse::Database& database, pack::Book const& book,
                                 std::vector<RelationPlan> const& plans,
                                 std::vector<Judged> const& judged) {
        if (!request_.workbooks || request_.only_figures) return {};
        WorkbookRequest const order{
            database,
            book,
            plans,
            judged,
            result_,
            folder_,
            request_.finished,
            request_.language,
            request_.threads,
            request_.sheet_rows_max,
            [this](int64_t done, int64_t total) { step("workbooks", done, total); }};
        result_.workbooks = TRY(write_workbooks(order));
        return {};
    }

    void step(std::string const& name, int64_t done, int64_t total) const {
        if (request_.progress) request_.progress(name, done, total);
    }

    struct Opened {
        warehouse::Database database;
        warehouse::Connection connection;
        std::optional<FinishedRun> run;  // To be judged again.
    };

    /// The database; when a finished run is to be judged again, that run, and its lists and its
    /// loading in the result.
    base::Result<std::unique_ptr<Opened>> open() {
        auto database =
            TRY(warehouse::Database::open({request_.threads, "1500MB", folder_ + "/spill"}));
        auto connection = TRY(database.connect());
        auto out = std::make_unique<Opened>(std::move(database), std::move(connection));
        if (!base::is_file(request_.in + "/manifest.json")) return out;
        out->run = TRY(open_run(request_.in));
        columns_ = TRY(take_loaded(*out->run, request_, result_));
        TRY_VOID(out->run->read_lists(out->connection, {}));
        result_.lists = std::move(out->run->lists);
        index_.emplace(result_.lists);
        return out;
    }

    /// The rest of a finished run, that judging does not wait for: what loading said of its lines,
    /// and whether its files are those that were loaded.
    std::future<base::Result<void>> rest_beside(Opened& opened) {
        return beside(request_.threads, [this, &opened]() -> base::Result<void> {
            if (!opened.run) return {};
            TRY_VOID(take_faults(*opened.run, result_));
            auto connection = TRY(opened.database.connect());
            return check_columns(connection, *opened.run, columns_);
        });
    }

    /// What judging a relation here needs of the executor, made on a thread of its own.
    std::future<JudgeColumns> columns_beside(RelationPlan const& plan) const {
        return beside(request_.threads, [this, &plan] {
            if (!is_judged(plan) || request_.engine != Engine::duckdb) return JudgeColumns();
            return judge_columns(plan, *index_, result_.load, !request_.only_figures);
        });
    }

    /// A finished run is used as it is; a data folder is run first, inside this run.
    base::Result<std::string> find_prior() {
        if (request_.prior.empty()) return std::string();
        if (base::is_file(request_.prior + "/manifest.json")) return request_.prior;
        ReportRequest before = request_;
        before.report_date = base::month_end(base::add_months(request_.report_date, -1));
        before.in = request_.prior;
        before.prior = "";
        before.last = nullptr;
        before.out = folder_ + "/prior";
        before.workbooks = false;
        before.spark_log = spark_log();
        TRY_VOID(run_report(before));
        return before.out;
    }

    base::Result<void> load(warehouse::Database& database, warehouse::Connection& connection,
                            pack::Book const& book, std::string const& prior_run) {
        warehouse::LoadRequest load;
        reading_layouts(book, request_.report_date, load);
        TRY_VOID(read_mappings(load));
        load.report_date = request_.report_date;
        load.threads = request_.threads;
        load.out = folder_ + "/month";
        if (!prior_run.empty()) load.prior = TRY(prior_of_run(prior_run, !request_.only_figures));
        load.person_key = TRY(person_key(request_, prior_run, folder_));
        auto lists = TRY(warehouse::read_lists(load.inbox.list_folder, list_names(book)));
        int64_t done = 0;
        int64_t const total = int64_t(load.inbox.legals.size());
        load.progress = [&](std::string const&, int64_t) { step("load", ++done, total); };
        result_.load = TRY(warehouse::load_month(database, load));
        result_.lists = std::move(lists.sets);
        index_.emplace(result_.lists);
        auto& refusals = result_.load.refusals;
        refusals.insert(refusals.begin(), lists.refusals.begin(), lists.refusals.end());
        result_.findings = std::move(result_.load.findings);
        result_.findings.insert(result_.findings.begin(), lists.findings.begin(),
                                lists.findings.end());
        TRY_VOID(write_loaded(connection, result_, folder_));
        return warehouse::write_list_entries(connection, result_.lists, folder_ + "/list.parquet");
    }

    /// The inbox, with the legal persons that mappings bring.
    base::Result<void> read_mappings(warehouse::LoadRequest& load) {
        auto const targets = mapping_targets(load);
        std::vector<std::string> legals;
        for (std::string const& path : request_.mappings) {
            warehouse::MappingPlace const where = {request_.in, request_.report_date,
                                                   request_.confined_mappings};
            auto mapping = TRY(warehouse::read_mapping(path, where, targets));
            if (std::find(legals.begin(), legals.end(), mapping.legal_uscc) != legals.end())
                return base::invalid("mapping_legal_twice", {.file = path, .field = "legal_uscc"},
                                     {{"value", mapping.legal_uscc}});
            legals.push_back(mapping.legal_uscc);
            if (mapping.what_if) result_.what_if_legals.insert(mapping.legal_uscc);
            load.mappings.push_back(std::move(mapping));
        }
        result_.mappings = load.mappings;
        load.inbox = TRY(warehouse::find_inbox(request_.in, request_.report_date, legals));
        return {};
    }

    bool is_judged(RelationPlan const& plan) const {
        return plan.plan && (!request_.only_figures || plan.has_rules());
    }

    /// Judges all relations. While one is judged, the next one's executor is made, and the figures
    /// of the one before.
    base::Result<std::vector<Judged>> judge_all(warehouse::Connection& connection,
                                                pack::Book const& book,
                                                std::vector<RelationPlan> const& plans,
                                                std::future<JudgeColumns> columns) {
        std::vector<Judged> out;
        out.reserve(plans.size());
        std::future<void> collecting;
        for (size_t i = 0; i < plans.size(); ++i) {
            JudgeColumns const ready = columns.get();
            if (i + 1 < plans.size()) columns = columns_beside(plans[i + 1]);
            auto one = judge_relation(connection, plans[i], ready);
            if (collecting.valid()) collecting.get();
            if (!one) return name_damaged(connection, plans[i], std::move(one).error());
            out.push_back(std::move(*one));
            collecting = beside(request_.threads, [this, &book, &plans, &out, i] {
                collect_figures(book, plans[i], out[i], result_);
            });
        }
        collecting.get();
        return out;
    }

    base::Result<Judged> judge_relation(warehouse::Connection& connection, RelationPlan const& plan,
                                        JudgeColumns const& columns) {
        Judged out{plan.relation, "", "", {}};
        if (!is_judged(plan)) return out;
        auto const files = month_files(result_.load, folder_, plan.relation);
        bool const here = request_.engine == Engine::duckdb;
        auto const rows = TRY(here ? judge_here(connection, plan.relation, columns, files)
                                   : judged_on_spark(folder_, plan, result_.lists));
        int64_t total = 0;
        for (auto const& legal : result_.load.legals)
            total += plan.relation == "loan" ? legal.loans : legal.flows;
        auto const tell = [&](int64_t done) { step("judge_" + plan.relation, done, total); };
        if (plan.has_rules()) {
            tell(0);
            out =
                TRY(write_verdicts(connection, {plan, rows, result_.load, folder_, request_.threads,
                                                request_.edition == Edition::pboc, tell}));
            tell(total);
        }
        if (request_.only_figures) return out;
        out.details = detail_file(folder_, plan.relation);
        step("detail", 0, 1);
        TRY_VOID(write_details(connection, plan, rows, result_.load, out.details));
        return out;
    }

    /// Says which file of the month is damaged, by the name under which the caller knows it.
    std::unexpected<base::Error> name_damaged(warehouse::Connection& connection,
                                              RelationPlan const& plan, base::Error error) const {
        if (error.code == "parquet_damaged" && error.at.file.empty())
            for (std::string const& file : month_files(result_.load, folder_, plan.relation))
                if (!connection.rows("SELECT max(COLUMNS(*)) FROM " +
                                     warehouse::read_parquet({file})))
                    error.at.file = file;
        std::string const month = folder_ + "/month";
        bool const taken = base::is_file(request_.in + "/manifest.json");
        if (taken && error.at.file.starts_with(month))
            error.at.file = request_.in + "/month" + error.at.file.substr(month.size());
        return std::unexpected(std::move(error));
    }

    base::Result<void> run_on_spark(warehouse::Connection& connection,
                                    std::vector<RelationPlan> const& plans) {
        return judge_on_spark(connection, {plans, result_.lists, result_.load, folder_,
                                           request_.spark_master, spark_log()});
    }

    std::string spark_log() const {
        return request_.spark_log.empty() ? request_.out + ".spark.log" : request_.spark_log;
    }

    base::Result<void> collect_findings(warehouse::Connection& connection,
                                        std::vector<RelationPlan> const& plans,
                                        std::vector<Judged> const& judged) {
        for (size_t i = 0; i < plans.size(); ++i) {
            if (!plans[i].plan || request_.only_figures) continue;
            auto found = TRY(findings_of(connection, plans[i], judged[i]));
            std::move(found.begin(), found.end(), std::back_inserter(result_.findings));
        }
        auto const key = [](domain::Finding const& f) {
            return std::tie(f.legal_uscc, f.relation, f.contract, f.receipt, f.bill, f.txn, f.check,
                            f.detail);
        };
        std::stable_sort(result_.findings.begin(), result_.findings.end(),
                         [&](auto const& a, auto const& b) { return key(a) < key(b); });
        // A fault in a department's list is not the bank's: it marks the whole run, not a bank's
        // filing.
        for (domain::Refusal const& refusal : result_.load.refusals)
            result_.trial_legals.insert(refusal.legal_uscc);
        for (domain::Finding const& finding : result_.findings)
            if (finding.severity == "hard") result_.trial_legals.insert(finding.legal_uscc);
        result_.trial_legals.insert(result_.what_if_legals.begin(), result_.what_if_legals.end());
        result_.only_figures = request_.only_figures;
        if (result_.only_figures)
            for (auto const& legal : result_.load.legals)
                result_.trial_legals.insert(legal.legal_uscc);
        result_.trial = !result_.trial_legals.empty();
        return {};
    }

    ReportRequest const& request_;
    std::string folder_;
    MonthColumns columns_;  // Of a finished run that is judged again.
    ReportResult result_;
    std::optional<rule::ListIndex> index_;  // Of the result's lists.
};

}  // namespace

std::string edition_text(Edition edition) { return edition == Edition::bank ? "bank" : "pboc"; }

base::Result<ReportResult> run_report(ReportRequest const& request) { return Month(request).run(); }

}  // namespace service
