// What belongs to the province as a whole: lists, shared borrowers, the readme.
#include "engine/sample/sample.hpp"

#include "engine/sample/cells.hpp"
#include "engine/sample/party.hpp"
#include "engine/sample/truth.hpp"

namespace sample {

void Block::clear() {
    for (auto* months : {&main, &prior}) {
        for (Part& part : *months) {
            part.text.clear();
            part.lines = 0;
        }
    }
    for (std::string& list : lists) list.clear();
    for (std::string* text : {&truth, &truth_others, &truth_refused, &truth_files}) text->clear();
}

Province::Province() : world_(std::make_unique<World>()) {}
Province::Province(Province&&) noexcept = default;
Province& Province::operator=(Province&&) noexcept = default;
Province::~Province() = default;

base::Result<Province> Province::create(Options const& options) {
    if (options.loans < 1000 || options.loans > 100000000)
        return base::invalid("loans_out_of_range", {.field = "loans"},
                             {{"loans", std::to_string(options.loans)}});
    bool const in_range = options.month_end >= *base::make_day(2019, 3, 31) &&
                          options.month_end <= *base::make_day(2035, 12, 31);
    if (!in_range || base::month_end(options.month_end) != options.month_end)
        return base::invalid("month_out_of_range", {.field = "month"},
                             {{"month", base::to_text(options.month_end)}});
    Province out;
    *out.world_ = World::make(options);
    return out;
}

Options const& Province::options() const { return world_->options; }

std::span<Institution const> Province::institutions() const { return world_->banks; }

base::Day Province::prior_month_end() const { return world_->calendar.prior; }

void Province::begin(Block& out) const {
    for (size_t i = 0; i < list_count; ++i)
        out.lists[i] += list_head(List(i), options().month_end, options().faults);
    if (!has_truth()) return;
    out.truth += truth_head();
    out.truth_others += truth_others_head();
    out.truth_refused += truth_refused_head();
    out.truth_files += truth_files_head();
    std::string const date = base::to_text(options().month_end);
    std::string const compact = date.substr(0, 4) + date.substr(5, 2) + date.substr(8, 2);
    for (Institution const& bank : institutions()) {
        for (size_t t = 0; t < base_table_count; ++t) {
            FileFault const fault = bank.file_fault(Table(t));
            if (fault == FileFault::none) continue;
            std::string const file = std::string(bank.uscc.view()) + "_" +
                                     std::string(table_name(Table(t))) + "_" + compact + ".dat";
            Cells(out.truth_files, ',').texts(bank.uscc.view(), file, file_fault_name(fault)).end();
        }
    }
    if (options().faults == Faults::all)
        Cells(out.truth_files, ',').texts("*", list_name(List::elder), "list_no_coverage").end();
}

void Province::end(Block& out) const {
    for (int64_t i = 0; i < world_->shared_units; ++i) {
        uint64_t const number = first_shared_number + uint64_t(i);
        Party const party = make_unit(*world_, nullptr, number, Fault::none);
        std::string name;
        append_party_name(name, party);
        for (size_t l = 0; l < list_count; ++l) {
            if (party.listings[l].from.days != 0)
                append_entry(out.lists[l], List(l), {party.id.view(), name, party.listings[l]});
        }
    }
    int64_t const others = options().loans / 500 + 10;
    for (size_t l = 0; l < list_count; ++l) {
        int const refused = append_other_entries(out.lists[l], List(l), others, options());
        for (int i = 0; has_truth() && i < refused; ++i)
            Cells(out.truth_refused, ',').texts("*", list_name(List(l)), "", "list_overlap").end();
    }
}

std::string Province::old_revision(List list) const {
    return old_list_revision(list, base::add_months(options().month_end, -3));
}

std::string Province::old_revision_name() const {
    return base::to_month_text(base::add_months(options().month_end, -3));
}

std::string Province::readme() const {
    std::string const month = base::to_month_text(options().month_end);
    std::string out =
        "合成数据，全部虚构。\n"
        "本文件夹中的机构、企业、个人、贷款和名单均由程序生成，不对应任何真实主体；"
        "统一社会信用代码的主体标识码以 MAX 开头，个人标识的后 32 位为随机数。\n\n"
        "in/<月份>/<统一社会信用代码>/  各法人报送的文件，两个月\n"
        "list/<名单>/<版本>.csv        主管部门名单\n"
        "truth.csv                     主月每一行应得的认定结果和检查结果\n"
        "truth_others.csv              不在 truth.csv 各行上的检查结果\n"
        "truth_refused.csv             应拒收的行\n"
        "truth_files.csv               文件一级的检查结果\n\n"
        "SYNTHETIC DATA. EVERYTHING HERE IS INVENTED.\n"
        "Institutions, firms, persons, loans and lists were made by a program and stand for "
        "nobody. Organisation codes begin with MAX; the last 32 characters of personal "
        "identifiers are random.\n\n"
        "in/<month>/<USCC>/   files as sent by each legal person, two months\n"
        "list/<list>/<revision>.csv   the departments' lists\n"
        "truth.csv            the verdicts and findings that each row of the main month must get\n"
        "truth_others.csv     findings on rows that have no line in truth.csv\n"
        "truth_refused.csv    lines that must be refused\n"
        "truth_files.csv      findings on whole files\n\n";
    if (!has_truth()) out += "此规模不生成 truth*.csv。 No truth files are made at this size.\n\n";
    out += "month " + month + ", loans " + std::to_string(options().loans) + ", seed " +
           std::to_string(options().seed) + ", faults " +
           (options().faults == Faults::all ? "all" : "none") + "\n";
    return out;
}

}  // namespace sample
