// Goal: the generator's own answers to the rules of docs/month.md §8, from which its truth comes.
// Method: one row built by hand, one thing changed at a time; both sides of each limit and date.
#include "engine/sample/verdict.hpp"

#include <gtest/gtest.h>

#include "engine/sample/finding.hpp"

namespace sample {
namespace {

/// A small software firm's operating loan, in good order, with everything said of it.
struct Example {
    Institution bank;
    Party party;
    Receipt receipt;
    Calendar calendar;

    Example() {
        bank.branches.emplace_back();
        calendar.report = *base::make_day(2026, 9, 30);
        calendar.month_start = *base::make_day(2026, 9, 1);
        calendar.prior = *base::make_day(2026, 8, 31);
        party.industry = leaf("I6513");
        party.id = ShortText<46>(make_uscc("91", "140105", 77).view());
        party.id_type = "A01";
        party.sector = "C01";
        party.region = "140105";
        party.ownership = "B0101";
        party.size = "CS03";
        party.credit_line = 500000000;
        Loan& row = receipt.main;
        row.branch = &bank.branches.front();
        row.branch_number = row.branch->number.view();
        row.product = "F022";
        row.start = *base::make_day(2026, 3, 1);
        row.due = *base::make_day(2027, 3, 1);
        row.balance = row.amount = 100000000;
        row.rate = 400000;
        row.rate_kind = "RF01";
        row.guarantee = "D";
        row.quality = "FQ01";
        row.status = "LS01";
        receipt.is_in_prior = false;
        receipt.has_supplement = true;
        receipt.supplement.use = receipt.supplement.borrower = party.industry;
        receipt.supplement.star_se = receipt.supplement.star_de = 0;
        receipt.supplement.elder_share = 0;
    }
    Case make() const { return main_case({bank, calendar, Faults::none}, party, receipt); }
    Tri answer(Rule rule) const { return decide(make())[size_t(rule)]; }
    Findings findings() const {
        Case const c = make();
        return find_in_loan(c, decide(c), calendar);
    }
};

TEST(Verdict, OtherClaimsAreNoLoans) {
    for (char const* product : {"F01", "F10", "F13", "F99"}) {
        Example e;
        e.receipt.main.product = product;
        EXPECT_EQ(e.answer(Rule::in_scope), Tri::no) << product;
    }
}

TEST(Verdict, RowInGoodOrderHasNoFinding) {
    Example e;
    EXPECT_EQ(e.answer(Rule::in_scope), Tri::yes);
    EXPECT_EQ(e.answer(Rule::hts), Tri::yes);  // I6513 is HTS01 as a whole.
    EXPECT_EQ(e.answer(Rule::se), Tri::no);    // SE01 and SE08 in part; looked into and not so.
    EXPECT_EQ(e.answer(Rule::pension_loan), Tri::no);
    EXPECT_EQ(e.findings(), Findings{});
}

TEST(Verdict, CreditLineLimitIsInclusive) {
    Example e;
    e.party.credit_line = 1000000000;  // 10,000,000.00
    EXPECT_EQ(e.answer(Rule::small_firm), Tri::yes);
    e.party.credit_line += 1;
    EXPECT_EQ(e.answer(Rule::small_firm), Tri::no);
    e.party.credit_line = -1;
    EXPECT_EQ(e.answer(Rule::small_firm), Tri::unknown);
    e.receipt.supplement.credit_line = 1000000000;  // Overrides the customer file.
    EXPECT_EQ(e.answer(Rule::small_firm), Tri::yes);
}

TEST(Verdict, FarmerLimitIsHalfOfIt) {
    Example e;
    e.receipt.kind = e.receipt.main.kind = LoanClass::person;
    e.receipt.marks.agri = true;
    e.receipt.supplement.farmer = 1;
    e.party.credit_line = 500000000;
    EXPECT_EQ(e.answer(Rule::farmer), Tri::yes);
    e.party.credit_line += 1;
    EXPECT_EQ(e.answer(Rule::farmer), Tri::no);
    e.party.credit_line -= 1;
    e.receipt.supplement.farmer = -1;  // 涉农, and nothing said of the household.
    EXPECT_EQ(e.answer(Rule::farmer), Tri::unknown);
    e.receipt.marks.agri = false;  // Not 涉农, so not a farmer.
    EXPECT_EQ(e.answer(Rule::farmer), Tri::no);
}

TEST(Verdict, GreenClockFollowsTheApproval) {
    struct Date {
        int32_t year, month, day;
        Tri without_item, with_item;
    } const dates[] = {{2025, 7, 13, Tri::yes, Tri::yes},
                       {2025, 7, 14, Tri::unknown, Tri::yes},
                       {2025, 9, 30, Tri::unknown, Tri::yes},
                       {2025, 10, 1, Tri::unknown, Tri::yes}};
    for (Date const& d : dates) {
        Example e;
        Supplement& line = e.receipt.supplement;
        line.green_condition = 1;
        line.approved = *base::make_day(d.year, d.month, d.day);
        EXPECT_EQ(e.answer(Rule::green_loan), d.without_item) << d.month << "-" << d.day;
        line.green_item = 3;
        EXPECT_EQ(e.answer(Rule::green_loan), d.with_item) << d.month << "-" << d.day;
        line.green_condition = 0;
        EXPECT_EQ(e.answer(Rule::green_loan), Tri::no);
    }
}

TEST(Verdict, HalfOfTheUseIsEnoughForPension) {
    Example e;
    e.receipt.supplement.elder_share = 5000000;  // 50.00000 %
    EXPECT_EQ(e.answer(Rule::pension_loan), Tri::yes);
    EXPECT_EQ(e.findings(), Findings{"determination_missing"});
    e.receipt.supplement.elder_share = 4999999;
    EXPECT_EQ(e.answer(Rule::pension_loan), Tri::no);
    e.receipt.supplement.elder_share = -1;
    EXPECT_EQ(e.answer(Rule::pension_loan), Tri::unknown);
    EXPECT_EQ(e.findings(), Findings{"undecided"});
}

TEST(Verdict, LatestDeterminationOfTheDayCounts) {
    Example e;
    auto const add = [&](char value, base::Day from) {
        Determination line;
        line.chapter = Chapter::se;
        line.value = value;
        line.valid_from = from;
        e.receipt.determinations.add(line);
    };
    add('Y', *base::make_day(2026, 9, 30));
    EXPECT_EQ(e.answer(Rule::se), Tri::yes);
    add('N', *base::make_day(2026, 10, 1));  // Not yet.
    add('N', *base::make_day(2026, 9, 1));   // No longer.
    EXPECT_EQ(e.answer(Rule::se), Tri::yes);
}

TEST(Verdict, UnknownKindWithoutTheMarks) {
    Example e;
    e.receipt.kind = e.receipt.main.kind = LoanClass::person;
    e.bank.first_marks = false;
    EXPECT_EQ(e.answer(Rule::sole_trader), Tri::unknown);
    EXPECT_EQ(e.answer(Rule::inclusive_loan), Tri::unknown);
    EXPECT_EQ(e.answer(Rule::htp), Tri::no);  // Personal loans are never technology.
}

TEST(Finding, ChecksFailAtTheirLimits) {
    Example e;
    e.receipt.main.rate = 100000;
    EXPECT_EQ(e.findings(), Findings{});
    e.receipt.main.rate = 99999;
    EXPECT_EQ(e.findings(), Findings{"rate_low"});
    e.receipt.main.start = *base::make_day(2025, 12, 31);  // LPR 3.00 until this day.
    e.receipt.main.rate = 1200000;
    EXPECT_EQ(e.findings(), Findings{});
    e.receipt.main.rate = 1200001;
    EXPECT_EQ(e.findings(), Findings{"rate_high"});
    e.receipt.main.start = *base::make_day(2026, 1, 1);
    EXPECT_EQ(e.findings(), Findings{});
    e.receipt.supplement.reported.flags[size_t(Family::hts)] = 0;
    EXPECT_EQ(e.findings(), (Findings{"match_hts_borrower=漏报", "match_hts_use=漏报"}));
}

}  // namespace
}  // namespace sample
