// Papers are read from the run's own files, so they say what the run says.
#include "service/filing_pdf.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/decimal.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "service/book.hpp"
#include "service/finished_run.hpp"
#include "service/pdf.hpp"

namespace service {
namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

struct Run {
    FinishedRun finished;
    Json summary;
    Json manifest;
    pack::Book book;
};

base::Result<Json> read_json(std::string const& file) {
    auto const text = TRY(base::read_file(file));
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return base::invalid("run_malformed", {.file = file});
    return json;
}

base::Result<Run> read_run(std::string const& folder) {
    Run out;
    out.finished = TRY(open_run(folder));
    out.summary = TRY(read_json(folder + "/summary.json"));
    out.manifest = TRY(read_json(folder + "/manifest.json"));
    out.book = TRY(load_book(folder + "/pack"));
    return out;
}

/// Organisation codes of the generator (docs/month.md): the ninth to eleventh character are MAX.
bool is_synthetic(std::vector<std::string> const& legals) {
    return std::any_of(legals.begin(), legals.end(), [](std::string const& legal) {
        return legal.size() == 18 && legal.substr(8, 3) == "MAX";
    });
}

class Words {
public:
    explicit Words(Language language) : language_(language) {}
    std::string operator()(std::string const& key, base::Args const& args = {}) const {
        return label("pdf." + key, language_, args);
    }
    std::string text(std::string const& key) const { return label("text." + key, language_); }
    std::string any(std::string const& key) const { return label(key, language_); }
    std::vector<std::string> list(std::string const& key) const {
        std::string const all = (*this)(key);
        auto const parts = base::split(all, '|');
        return {parts.begin(), parts.end()};
    }

private:
    Language language_;
};

/// Columns from a label of heads; those from `first_number` on are numbers.
std::vector<PdfColumn> columns(Words const& words, std::string const& key,
                               std::vector<int> const& parts, size_t first_number) {
    std::vector<PdfColumn> out;
    for (std::string const& head : words.list(key))
        out.push_back({head, parts[out.size()], out.size() >= first_number});
    return out;
}

std::string grouped(std::string const& money) {
    auto const value = base::parse_decimal(money);
    return value ? base::to_grouped_text(*value) : money;
}

std::string text_at(Json const& json, char const* name) {
    auto const found = json.find(name);
    if (found == json.end()) return "";
    return found->is_string() ? found->get<std::string>() : found->dump();
}

std::vector<std::string> notes_of(Words const& words, Run const& run) {
    std::vector<std::string> out;
    if (is_synthetic(run.finished.legals)) out.push_back(words("synthetic"));
    for (Json const& stamp : run.summary.value("stamps", Json::array()))
        out.push_back(stamp.get<std::string>());
    return out;
}

void add_head(Pdf& pdf, Words const& words, Run const& run, FilingPaper const& paper) {
    pdf.paragraph(words("head", {{"month", run.finished.month},
                                 {"organisation", paper.organisation},
                                 {"edition", words("edition_" + run.finished.edition)},
                                 {"legals", std::to_string(run.finished.legals.size())},
                                 {"day", paper.made_on}}));
    pdf.paragraph(words("head_pack", {{"pack", run.finished.pack_hash}}));
    for (Json const& stamp : run.summary.value("stamp_reasons", Json::array()))
        pdf.paragraph(text_at(stamp, "stamp") + "：" + text_at(stamp, "reason"));
}

void add_figures(Pdf& pdf, Words const& words, Run const& run) {
    for (char const* part : {"stock", "flow"}) {
        pdf.heading(words(part));
        std::vector<Row> rows;
        Json const figures = run.summary.value(part, Json::object());
        for (auto const& [measure, figure] : figures.items()) {
            bool const gross =
                measure == "gross";  // A sum of chapters: neither rate nor borrowers.
            rows.push_back({words.text("measure_" + measure), grouped(text_at(figure, "amount")),
                            gross ? "" : text_at(figure, "rate"),
                            gross ? "" : text_at(figure, "customers"), text_at(figure, "receipts"),
                            grouped(text_at(figure, "pending_amount")),
                            text_at(figure, "pending_receipts")});
        }
        pdf.table(columns(words, "figure_heads", {9, 9, 4, 3, 3, 9, 4}, 1), rows);
    }
}

/// Closings by check: how many in each state.
base::Result<std::map<std::string, std::map<std::string, int64_t>>> count_closings(
    std::string const& csv) {
    std::map<std::string, std::map<std::string, int64_t>> out;
    auto const table = TRY(base::parse_csv_table(csv, "closing.csv"));
    int const check = table.find("check"), state = table.find("state");
    if (check < 0 || state < 0) return out;
    for (auto const& row : table.rows) ++out[row.cells[size_t(check)]][row.cells[size_t(state)]];
    return out;
}

std::string check_name(Words const& words, Run const& run, Language language,
                       std::string const& check) {
    if (pack::Rule const* const rule = pack::find(run.book.rules, check))
        return language == Language::zh ? rule->label.zh : rule->label.en;
    std::string const key = "check." + check;
    return has_label(key) ? words.any(key) : check;
}

base::Result<void> add_findings(Pdf& pdf, Words const& words, Run const& run,
                                FilingPaper const& paper) {
    auto closings = TRY(count_closings(paper.closing_csv));
    std::vector<Row> rows;
    Json const findings = run.summary.value("findings", Json::object());
    for (char const* severity : {"hard", "soft"})
        for (auto const& [check, finding] : findings.items()) {
            if (text_at(finding, "severity") != severity) continue;
            auto& states = closings[check];
            rows.push_back({check_name(words, run, paper.language, check),
                            words(std::string("severity_") + severity), text_at(finding, "count"),
                            std::to_string(states["open"]), std::to_string(states["corrected"]),
                            std::to_string(states["explained"]),
                            std::to_string(states["left_out"])});
        }
    pdf.heading(words("findings"));
    if (rows.empty())
        pdf.paragraph(words("no_findings"));
    else
        pdf.table(columns(words, "finding_heads", {12, 3, 3, 3, 3, 3, 3}, 2), rows);
    return {};
}

void add_files(Pdf& pdf, Words const& words, Run const& run) {
    std::vector<Row> rows;
    for (Json const& file : run.manifest.value("files", Json::array()))
        rows.push_back({text_at(file, "legal_uscc"), text_at(file, "file"), text_at(file, "lines"),
                        text_at(file, "accepted"), text_at(file, "refused"),
                        text_at(file, "sha256").substr(0, 12)});
    pdf.heading(words("files"));
    pdf.paragraph(words("lines", {{"lines", text_at(run.summary, "lines")},
                                  {"accepted", text_at(run.summary, "accepted")},
                                  {"refused", text_at(run.summary, "refused")}}));
    pdf.table(columns(words, "file_heads", {21, 42, 7, 7, 7, 16}, 2), rows);
}

void add_outputs(Pdf& pdf, Words const& words, Run const& run) {
    std::vector<Row> rows;
    for (Json const& zip : run.summary.value("zips", Json::array()))
        rows.push_back({zip.get<std::string>()});
    pdf.heading(words("outputs"));
    if (rows.empty()) return pdf.paragraph(words("no_outputs"));
    pdf.table(columns(words, "output_heads", {1}, 1), rows);
}

}  // namespace

base::Result<std::string> signing_sheet(FilingPaper const& paper) {
    auto const run = TRY(read_run(paper.run));
    Words const words(paper.language);
    Pdf pdf(words("sheet_title"), notes_of(words, run));
    add_head(pdf, words, run, paper);
    add_figures(pdf, words, run);
    TRY_VOID(add_findings(pdf, words, run, paper));
    add_outputs(pdf, words, run);
    pdf.heading(words("signatures"));
    pdf.paragraph(words("signatures_text"));
    pdf.signatures(words.list("signature_words"));
    return pdf.finish(paper.made_on);
}

base::Result<std::string> self_check_report(FilingPaper const& paper) {
    auto const run = TRY(read_run(paper.run));
    Words const words(paper.language);
    Pdf pdf(words("check_title"), notes_of(words, run));
    add_head(pdf, words, run, paper);
    add_files(pdf, words, run);
    TRY_VOID(add_findings(pdf, words, run, paper));
    add_figures(pdf, words, run);
    pdf.heading(words("rules"));
    std::vector<std::string> uncertain;
    for (Json const& rule : run.summary.value("uncertain_rules", Json::array()))
        uncertain.push_back(rule.get<std::string>());
    pdf.paragraph(uncertain.empty()
                      ? words("rules_certain")
                      : words("rules_uncertain", {{"rules", base::join(uncertain, "、")}}));
    pdf.heading(words("signatures"));
    pdf.signatures(words.list("signature_words"));
    return pdf.finish(paper.made_on);
}

}  // namespace service
