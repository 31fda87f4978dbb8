// Reads from the archive itself, so that nothing else than what was signed is shown.
#include "service/filing_content.hpp"

#include <algorithm>

#include "base/csv.hpp"
#include "base/text.hpp"
#include "service/book.hpp"
#include "service/closing.hpp"
#include "service/filing.hpp"
#include "service/sealed_content.hpp"
#include "service/worded.hpp"

namespace service {
namespace {

constexpr int64_t paper_bytes_max = int64_t(64) << 20;
constexpr int64_t closing_bytes_max = int64_t(256) << 20;

base::Result<SealedContent> open_archive(Place const& place, Caller const& caller,
                                         std::string const& filing) {
    auto const file = TRY(filing_file(place, caller, filing, FilingPart::archive));
    return SealedContent::open(file);
}

/// The rulebook that judged what was filed.
base::Result<pack::Book> book_of(Place const& place, Caller const& caller,
                                 std::string const& filing, base::Day& day) {
    auto const row =
        TRY(read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return store::find<domain::Filing>(tx, session, filing);
        }));
    auto const month = TRY(whole_month(place, caller, row.month, "filing.read"));
    auto const run = TRY(chosen_run(month, row.run));
    day = month.day;
    return load_book(run.folder + "/pack");
}

FilingClosing row_of(Closing const& one, int64_t line, std::string title) {
    FilingClosing out;
    out.line = line;
    out.relation = one.relation;
    out.contract = one.contract;
    out.receipt = one.receipt;
    out.bill = one.bill;
    out.check = one.check;
    out.title = std::move(title);
    out.detail = one.detail;
    out.state = one.state;
    out.by = one.by;
    out.day = one.day;
    out.note = one.note;
    return out;
}

/// The version in force on a day; the last one where rules of the run go by another day.
pack::Version const* version_of(pack::Rule const& rule, base::Day day) {
    pack::Version const* out = nullptr;
    for (pack::Version const& version : rule.versions)
        if (version.from <= day && (out == nullptr || out->from < version.from)) out = &version;
    return out;
}

}  // namespace

base::Result<std::string> filing_paper(Place const& place, Caller const& caller,
                                       std::string const& filing, std::string const& name) {
    auto const archive = TRY(open_archive(place, caller, filing));
    std::string const path = "paper/" + name + ".pdf";
    if (!archive.has(path))
        return base::fail(base::ErrorKind::not_found, "content_missing", {.field = "name"},
                          {{"name", base::shorten(name, 60)}});
    return archive.read(path, paper_bytes_max);
}

base::Result<std::vector<FilingClosing>> filing_closings(Place const& place, Caller const& caller,
                                                         std::string const& filing) {
    auto const archive = TRY(open_archive(place, caller, filing));
    auto const text = TRY(archive.read("closing.csv", closing_bytes_max));
    auto rows = TRY(base::parse_csv_rows(base::record_of<Closing>, text, "closing.csv"));
    base::Day day;
    auto const book = TRY(book_of(place, caller, filing, day));
    std::vector<FilingClosing> out;
    for (auto& values : rows) {
        Closing one;
        base::assign(base::record_of<Closing>, &one, std::move(values));
        out.push_back(
            row_of(one, int64_t(out.size()) + 1, check_title(book, one.check, caller.language)));
    }
    return out;
}

base::Result<std::vector<FilingFile>> filing_files(Place const& place, Caller const& caller,
                                                   std::string const& filing) {
    auto const archive = TRY(open_archive(place, caller, filing));
    auto const text = TRY(archive.read("archive.json", manifest_bytes_max));
    auto const files = TRY(parse_files(text, "archive.json"));
    std::vector<FilingFile> out;
    for (ListedFile const& file : files) out.push_back({file.path, file.bytes, file.sm3});
    return out;
}

base::Result<std::vector<FilingRule>> filing_rules(Place const& place, Caller const& caller,
                                                   std::string const& filing) {
    base::Day day;
    auto const book = TRY(book_of(place, caller, filing, day));
    std::vector<FilingRule> out;
    for (auto const& [name, rule] : book.rules) {
        FilingRule row;
        row.name = name;
        row.title = check_title(book, name, caller.language);
        row.kind = rule.is_check ? "check" : "rule";
        if (pack::Version const* const version = version_of(rule, day)) {
            row.since = version->from;
            for (pack::Citation const& law : version->law) {
                row.law += (row.law.empty() ? "" : "; ") + law.doc + " " + law.at;
                if (row.marks.find(char(law.mark)) == std::string::npos)
                    row.marks += char(law.mark);
            }
        }
        out.push_back(std::move(row));
    }
    return out;
}

}  // namespace service
