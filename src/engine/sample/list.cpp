// Listings by chance, and list files as text.
#include "engine/sample/list.hpp"

#include "engine/sample/cells.hpp"
#include "engine/sample/dates.hpp"
#include "engine/sample/identity.hpp"
#include "engine/sample/random.hpp"
#include "engine/sample/region.hpp"

namespace sample {
namespace {

using base::Day;

constexpr std::string_view names[] = {"tech.hnte",          "tech.sme",  "tech.srdi",
                                      "tech.giant",         "tech.demo", "tech.champion",
                                      "pension.institution"};
constexpr std::string_view levels[] = {"国家级", "省级", "省级", "国家级", "国家级", "国家级", ""};
constexpr std::string_view head = "row,id,name,level,region,from,to\n";

void append_coverage(std::string& out, std::string_view region, Day from, Day to) {
    Cells(out, ',').texts("coverage", "", "", "", region).day(from).day(to).end();
}

}  // namespace

std::string_view list_name(List list) { return names[size_t(list)]; }

Listings draw_listings(std::array<uint32_t, list_count> const& chances, Day report, uint64_t seed) {
    Listings out{};
    Random random(seed);
    for (size_t i = 0; i < list_count; ++i) {
        if (!random.chance(chances[i])) continue;
        Day const long_ago = base::add_days(report, -random.between(200, 1400));
        Day const later = base::add_days(report, random.between(30, 900));
        switch (random.below(16)) {
            case 0: out[i] = {long_ago, report}; break;
            case 1: out[i] = {long_ago, base::add_days(report, -1)}; break;
            case 2: out[i] = {report, later}; break;
            case 3: out[i] = {base::add_days(report, 1), later}; break;
            case 4: out[i] = {long_ago, base::add_days(report, -random.between(1, 27))}; break;
            case 5: out[i] = {base::add_days(report, -random.between(1, 27)), later}; break;
            case 6: out[i] = {long_ago, base::add_days(report, -random.between(40, 180))}; break;
            case 7:
            case 8: out[i] = {long_ago, Day{}}; break;
            default: out[i] = {long_ago, later}; break;
        }
    }
    return out;
}

Tri on_list(List list, Candidate const& who, Day day, Faults faults) {
    if (who.listing.covers(day)) return Tri::yes;
    if (list == List::elder && faults == Faults::all) return Tri::unknown;
    bool const spoken_for = who.region.starts_with("14") && day >= lists_begin;
    return spoken_for ? Tri::no : Tri::unknown;
}

std::string list_head(List list, Day report, Faults faults) {
    std::string out(head);
    if (list == List::elder && faults == Faults::all) return out;
    if (list != List::sme) {
        append_coverage(out, "140000", lists_begin, Day{});
        return out;
    }
    Day const year = *base::make_day(base::to_year_month_day(report).year, 1, 1);
    append_coverage(out, "140000", lists_begin, base::add_days(year, -1));
    append_coverage(out, "140000", year, Day{});
    return out;
}

std::string old_list_revision(List list, Day report) {
    std::string out(head);
    append_coverage(out, "140000", lists_begin, Day{});
    for (uint64_t i = 0; i < 5; ++i) {
        std::string name = "样例旧名单";
        append_firm_word(name, i);
        ShortText<18> const id = make_uscc("91", "140100", uscc_numbers - 1 - i);
        Listing const period{base::add_days(report, -400), base::add_days(report, 400)};
        append_entry(out, list, {id.view(), name, period});
    }
    return out;
}

void append_entry(std::string& out, List list, EntryText const& entry) {
    Cells cells(out, ',');
    cells.texts("entry", entry.id, entry.name, levels[size_t(list)], "");
    cells.day(entry.listing.from).day(entry.listing.to).end();
}

Listing earlier_listing(Listing const& listing) {
    return {base::add_days(listing.from, -900), base::add_days(listing.from, -200)};
}

int append_other_entries(std::string& out, List list, int64_t count, Options const& options) {
    Random random(derive(options.seed, 90 + uint64_t(list), 0));
    Day const report = options.month_end;
    for (int64_t i = 0; i < count; ++i) {
        std::string_view const city = random.pick(cities()).code;
        uint64_t const number = uscc_numbers - 10000 - uint64_t(i) * list_count - uint64_t(list);
        std::string name = "样例未贷";
        append_firm_word(name, number);
        name += "有限公司";
        ShortText<18> const id = make_uscc("91", city, number);
        Listing const period{base::add_days(report, -random.between(60, 1000)),
                             base::add_days(report, random.between(1, 700))};
        append_entry(out, list, {id.view(), name, period});
    }
    if (options.faults == Faults::none || list != List::hnte) return 0;
    for (uint64_t i = 0; i < 3; ++i) {
        ShortText<18> const id = make_uscc("91", "140100", uscc_numbers - 100 - i);
        std::string_view const name = "样例重叠";
        append_entry(out, list, {id.view(), name, {base::add_days(report, -500), report}});
        append_entry(out, list, {id.view(), name, {report, base::add_days(report, 500)}});
    }
    return 3;
}

}  // namespace sample
