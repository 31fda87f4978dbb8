// Decisions by people, for the chapters that codes alone cannot decide.
#include "engine/sample/evidence.hpp"

#include <algorithm>
#include <utility>

#include "engine/sample/dates.hpp"
#include "engine/sample/green.hpp"

namespace sample {
namespace {

using base::Day;
using Kind = Party::Kind;

/// How a decision comes out.
enum class Intent : uint8_t { yes, no, open };

/// Where a flag stands in the supplement, and the chapter in which people decide it.
struct Question {
    Family family;
    Chapter chapter;
    int8_t Supplement::* flag;
};
constexpr Question stars[] = {{Family::hts, Chapter::hts, &Supplement::star_hts},
                              {Family::se, Chapter::se, &Supplement::star_se},
                              {Family::de, Chapter::de, &Supplement::star_de}};

/// The type a person would write down: the first one the class stands under.
uint8_t some_type(Industry use, Family family, Random& random) {
    uint16_t const types = standing(use, family).some_types;
    uint8_t found[12];
    uint32_t count = 0;
    for (uint8_t type = 1; type <= 12; ++type)
        if ((types >> type & 1) != 0) found[count++] = type;
    if (count == 0) return 0;
    return found[random.chance(700) ? 0 : random.below(count)];
}

/// A day on which the decision was made: with the loan, and before the end of the prior month for
/// receipts that were there already.
Day decision_day(Draft const& d) {
    Calendar const& days = d.desk.world.calendar;
    Day const last = d.receipt.is_in_prior ? days.prior : days.report;
    if (!d.receipt.is_in_prior && d.desk.random.chance(30)) return days.report;
    return std::min(d.receipt.main.start, last);
}

Determination& add_determination(Draft const& d, Chapter chapter, char value, Day from) {
    Determination line;
    line.chapter = chapter;
    line.value = value;
    line.valid_from = from;
    line.in_prior = d.receipt.is_in_prior;
    return d.receipt.determinations.add(line);
}

/// What people say on one question.
struct Answer {
    Chapter chapter;
    Intent intent;
    uint8_t type = 0;
    int32_t share = -1;
};

/// One line that counts; now and then an older one that it replaces, or one for the future.
void determine(Draft const& d, Answer const& answer) {
    Random& random = d.desk.random;
    Chapter const chapter = answer.chapter;
    char const value = answer.intent == Intent::yes ? 'Y' : 'N';
    Day const from = decision_day(d);
    if (random.chance(25)) {
        add_determination(d, chapter, value == 'Y' ? 'N' : 'Y', base::add_days(from, -100));
    }
    Determination& line = add_determination(d, chapter, value, from);
    if (value == 'Y') line.type = answer.type;
    line.share = answer.share;
    if (random.chance(15)) {
        Day const future = base::add_days(d.desk.world.calendar.report, random.between(1, 30));
        add_determination(d, chapter, value == 'Y' ? 'N' : 'Y', future).in_prior = false;
    }
}

/// Puts a decision into the flag, the determinations, or both; a flag alone may only say no, since
/// a yes that rests on the supplement alone is a finding.
void give(Draft const& d, Answer const& answer, int8_t* flag) {
    if (answer.intent == Intent::open) return;
    bool const yes = answer.intent == Intent::yes;
    uint32_t const roll = d.desk.random.below(100);
    if (flag == nullptr) return determine(d, answer);
    if (!yes && roll < 85) {
        *flag = 0;
        return;
    }
    if (roll < 70) *flag = yes ? 1 : 0;
    if (roll >= 94) *flag = yes ? 0 : 1;  // The determination wins over the flag.
    determine(d, answer);
}

void answer_stars(Draft const& d) {
    Case const c = case_of(d);
    if (d.receipt.kind == LoanClass::person || !is_f5_product(d.receipt.main)) return;
    Industry const use = use_industry(c);
    Random& random = d.desk.random;
    for (Question const& q : stars) {
        Standing const& s = standing(use, q.family);
        if (s.in == Tri::no || s.whole == Tri::yes) continue;
        if (use.level == Industry::Level::missing) continue;
        uint32_t const roll = random.below(1000);
        Intent intent = roll < 360 ? Intent::yes : roll < 985 ? Intent::no : Intent::open;
        // A bank with own files reports what it decides; a no would be 疑似漏报 there.
        if (d.desk.bank.own_chapters) intent = Intent::yes;
        int8_t* const flag = d.receipt.has_supplement ? &(d.receipt.supplement.*q.flag) : nullptr;
        give(d, {q.chapter, intent, some_type(use, q.family, random)}, flag);
    }
    Standing const& de05 = standing(use, Family::de05);
    if (de05.in == Tri::no || use.level == Industry::Level::missing) return;
    uint32_t const roll = random.below(1000);
    Intent const intent = roll < 35 ? Intent::yes : roll < 995 ? Intent::no : Intent::open;
    int8_t* const flag = d.receipt.has_supplement ? &d.receipt.supplement.de05 : nullptr;
    give(d, {Chapter::de05, intent, 5}, flag);
}

void answer_elder(Draft const& d) {
    Case const c = case_of(d);
    Industry const use = use_industry(c);
    Standing const& s = standing(use, Family::ec);
    if (!is_f5_product(d.receipt.main) || s.in == Tri::no) return;
    if (use.level == Industry::Level::missing) return;
    Random& random = d.desk.random;
    bool const care = d.party.kind == Kind::care_home;
    bool const settled = d.desk.bank.own_chapters || s.whole == Tri::yes;
    bool const yes = settled || random.chance(care ? 850 : 380);
    uint8_t const type = some_type(use, Family::ec, random);
    int32_t const share = yes ? random.pick({5000000, 5000001, 6000000, 7550000, 10000000})
                              : random.pick({4999999, 0, 1000000, 3025000});
    if (d.receipt.has_supplement) {
        Supplement& line = d.receipt.supplement;
        if (yes) line.elder_type = type;
        if (yes) line.elder_national = random.chance(300) ? 1 : 0;
        bool const open = !d.desk.bank.own_chapters && random.chance(5);
        if (open) return;  // To be signed off.
        if (!yes || random.chance(700)) line.elder_share = share;
        if (!yes && random.chance(850)) return;
    }
    if (s.whole == Tri::yes && random.chance(500)) return;
    Intent const intent = yes ? Intent::yes : Intent::no;
    determine(d, {Chapter::elder, intent, type, random.chance(300) ? share : -1});
}

uint32_t green_chance(Draft const& d) {
    if (!d.desk.bank.green) return 0;
    if (d.party.kind == Kind::foreign) return 250;
    if (d.receipt.main.product == "F0212") return 300;
    return d.receipt.kind == LoanClass::person ? 15 : 90;
}

bool is_green_product(Loan const& row) {
    return is_f5_product(row) || row.product == "F0211" || row.product == "F0212" ||
           row.product == "F0219";
}

void answer_green(Draft const& d) {
    Random& random = d.desk.random;
    Loan const& row = d.receipt.main;
    if (!is_green_product(row)) return;
    bool const yes = random.chance(green_chance(d));
    bool const loan = d.receipt.kind != LoanClass::bill;
    Intent intent = yes ? Intent::yes : Intent::no;
    if (loan && d.desk.bank.green && random.chance(3)) intent = Intent::open;
    // The mark in CLZXEP goes with a yes, and says no by itself.
    d.receipt.marks.green = loan && intent != Intent::no;
    if (intent == Intent::no && loan && d.desk.bank.second_marks && random.chance(930)) return;
    Supplement* const line = d.receipt.has_supplement ? &d.receipt.supplement : nullptr;
    if (line != nullptr && intent == Intent::yes) {
        // Approved some weeks before; each boundary day of the standards is met where it can be.
        line->approved = draw_approval(row.start, random);
        bool const car = row.product == "F0212";
        int16_t const item = car ? electric_car_item() : draw_green_item(d.party, random);
        bool const old_standard = line->approved < catalogue_published;
        bool const named = random.chance(old_standard ? 400 : 970);
        if (named) line->green_item = item;
        if (random.chance(600)) line->green_share = random.pick({10000000, 8000000, 5500000});
    }
    give(d, {Chapter::green, intent}, line == nullptr ? nullptr : &line->green_condition);
}

}  // namespace

void set_determination(Draft const& d, Chapter chapter, char value) {
    for (Determination& line : d.receipt.determinations)
        if (line.chapter == chapter) line.in_main = line.in_prior = false;
    add_determination(d, chapter, value, decision_day(d));
}

void set_determination_by_month(Draft const& d, Chapter chapter, char prior, char main) {
    for (Determination& line : d.receipt.determinations)
        if (line.chapter == chapter) line.in_main = line.in_prior = false;
    Calendar const& days = d.desk.world.calendar;
    add_determination(d, chapter, prior, base::add_days(days.prior, -40)).in_main = false;
    Determination& now = add_determination(d, chapter, main, base::add_days(days.month_start, 9));
    now.in_prior = false;
}

void decide_by_people(Draft const& draft) {
    answer_stars(draft);
    answer_elder(draft);
    answer_green(draft);
}

void sign_off_and_report(Draft const& draft) {
    // digital.de05 may stay open: what cannot be separated is not counted.
    constexpr std::pair<Rule, Chapter> questions[] = {{Rule::tech_industry, Chapter::htp},
                                                      {Rule::green_loan, Chapter::green},
                                                      {Rule::inclusive_loan, Chapter::inclusive},
                                                      {Rule::pension_loan, Chapter::elder},
                                                      {Rule::digital_core, Chapter::de}};
    Verdicts const verdicts = decide_chapters(case_of(draft));
    for (auto const& [rule, chapter] : questions) {
        if (verdicts[size_t(rule)] != Tri::unknown) continue;
        set_determination(draft, chapter, 'X');
        // An X answers nothing, and a flag that it uncovers must not answer either.
        if (chapter == Chapter::de) draft.receipt.supplement.star_de = -1;
        if (chapter != Chapter::green) continue;
        draft.receipt.supplement.green_condition = -1;
        draft.receipt.marks.green = draft.receipt.kind != LoanClass::bill;
    }
    report_rightly(draft, verdicts);
}

void copy_to_prior(Receipt& receipt) { receipt.prior_supplement = receipt.supplement; }

}  // namespace sample
