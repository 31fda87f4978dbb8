// Unit and personal loans and bills; amounts are spread over several orders of magnitude.
#include "engine/sample/loan.hpp"

#include "engine/sample/terms.hpp"

namespace sample {
namespace {

using base::Day;

enum class Age : uint8_t { old, last_month, fresh };

constexpr int64_t cents_in_wan = 1000000;

Day day_within(Random& random, Day first, Day last) {
    return base::add_days(first, random.between(0, last.days - first.days));
}

Age draw_age(Desk& desk, LoanClass kind, Life life) {
    if (life == Life::passing) return Age::fresh;
    if (life == Life::gone) return desk.random.chance(900) ? Age::old : Age::last_month;
    uint32_t const roll = desk.random.below(1000);
    bool const moves = desk.bank.moves[size_t(kind)];
    if (roll < 50 && moves) return Age::fresh;
    return roll < 95 ? Age::last_month : Age::old;
}

/// Start and due of a loan in good order; `months` is its term.
void set_days(Desk& desk, Age age, int32_t months, Loan& row) {
    Calendar const& days = desk.world.calendar;
    Random& random = desk.random;
    if (age == Age::old) {
        row.due = base::add_days(days.report, random.between(1, months * 27));
        row.start = base::add_months(row.due, -months);
        if (row.start >= days.prior_start)
            row.start = base::add_days(days.prior_start, -random.between(1, 200));
        return;
    }
    row.start = age == Age::fresh ? day_within(random, days.month_start, days.report)
                                  : day_within(random, days.prior_start, days.prior);
    row.due = base::add_months(row.start, months);
}

void set_status(Desk& desk, Age age, int32_t months, Loan& row) {
    Random& random = desk.random;
    row.quality = random.chance(965) ? "FQ01" : "FQ02";
    row.status = "LS01";
    if (age != Age::old) return;
    uint32_t const roll = random.below(1000);
    Day const report = desk.world.calendar.report;
    if (roll < 20) {
        row.status = "LS02";
        row.due = base::add_days(report, -random.between(0, 200));
        row.extended = base::add_days(row.due, random.between(230, 900));
    } else if (roll < 62) {
        row.status = "LS03";
        row.quality = random.pick({"FQ03", "FQ04", "FQ05"});
        row.overdue = random.pick({"01", "02", "03"});
        row.due = base::add_days(report, -random.between(1, 300));
    } else if (roll < 70) {
        row.status = "LS04";
        row.extended = base::add_days(row.due, -random.between(1, 20));
        if (row.extended <= report) row.extended = base::add_days(report, 1);
        if (row.extended >= row.due) row.due = base::add_days(row.extended, 30);
    } else {
        return;
    }
    row.start = base::add_months(row.due, -months);
    Day const latest = base::add_days(desk.world.calendar.prior_start, -1);
    if (row.start > latest) row.start = latest;
}

void set_rate(Desk& desk, RateRange range, Loan& row) {
    Random& random = desk.random;
    row.rate = random.between(range.low_bp, range.high_bp) * 1000;
    if (random.chance(550)) {
        row.rate_kind = "RF01";
        row.benchmark = random.chance(300) ? "TR05" : "";
        row.reprice = row.status == "LS02" ? row.extended : row.due;
        return;
    }
    row.rate_kind = "RF02";
    row.benchmark = "TR05";
    row.benchmark_rate = random.pick({300000, 310000, 335000, 350000, 360000});
    Day const last = row.status == "LS02" ? row.extended : row.due;
    row.reprice = base::add_days(desk.world.calendar.report, random.between(1, 360));
    if (row.reprice > last && row.status != "LS03") row.reprice = last;
}

/// log-like: a base, doubled some times, and a part of it again.
int64_t draw_amount(Random& random, AmountRange range) {
    int64_t const base_wan = int64_t(range.base_wan) << random.below(uint32_t(range.doublings) + 1);
    int64_t const cents = base_wan * cents_in_wan / 100 * random.between(100, 199);
    // Most contracts are for whole 万元.
    bool const whole = cents >= 10 * cents_in_wan && random.chance(850);
    return whole ? cents / cents_in_wan * cents_in_wan : cents / range.divisor;
}

/// Balance of a loan that was drawn some time ago.
int64_t remaining(Random& random, int64_t principal) {
    if (random.chance(450)) return principal;
    int64_t const left = principal / 1000 * random.between(50, 980) + random.between(0, 9999);
    return left > principal ? principal : left;
}

void add_flow(Desk& desk, Receipt& receipt, Movement const& movement) {
    receipt.flows.add(make_flow(desk, receipt, movement));
}

Day day_this_month(Desk& desk) {
    Calendar const& days = desk.world.calendar;
    return day_within(desk.random, days.month_start, days.report);
}

void start_within_month(Desk& desk, Receipt& r, int64_t principal) {
    Random& random = desk.random;
    r.is_in_prior = false;
    r.main.balance = principal;
    if (random.chance(60) && principal > 200) {
        int64_t const first = principal / 2;
        Day const second = day_within(random, r.main.start, desk.world.calendar.report);
        add_flow(desk, r, {r.main.start, first, Direction::drawn});
        add_flow(desk, r, {second, principal - first, Direction::drawn});
    } else {
        add_flow(desk, r, {r.main.start, principal, Direction::drawn});
    }
    if (!random.chance(80)) return;
    int64_t const repaid = principal / 100 * random.between(1, 60);
    if (repaid <= 0) return;
    add_flow(desk, r, {desk.world.calendar.report, repaid, Direction::repaid});
    r.main.balance -= repaid;
}

/// Movements of a receipt that was there before.
void move_on(Desk& desk, Receipt& r, int64_t before) {
    Random& random = desk.random;
    r.prior.balance = before;
    r.main.balance = before;
    if (!desk.bank.moves[size_t(r.kind)]) return;
    uint32_t const roll = random.below(1000);
    if (roll < 130 && before > 10000) {
        int64_t const repaid = before / 100 * random.between(1, 50);
        add_flow(desk, r, {day_this_month(desk), repaid, Direction::repaid});
        r.main.balance -= repaid;
    }
    if (roll >= 110 && roll < 150) {
        int64_t const drawn = before / 10 + 100;
        add_flow(desk, r, {day_this_month(desk), drawn, Direction::drawn});
        r.main.balance += drawn;
    }
}

void repay_all(Desk& desk, Receipt& r, int64_t before) {
    r.is_in_main = false;
    r.prior.balance = before;
    r.main.balance = 0;
    if (before > 1000 && desk.random.chance(200)) {
        add_flow(desk, r, {day_this_month(desk), before / 3, Direction::repaid});
        before -= before / 3;
    }
    add_flow(desk, r, {day_this_month(desk), before, Direction::repaid});
}

/// How old a receipt is, how it goes on, and what was lent.
struct Course {
    Age age;
    Life life;
    int64_t principal;
};

void set_money(Desk& desk, Course const& course, Receipt& r) {
    auto const [age, life, principal] = course;
    Calendar const& days = desk.world.calendar;
    if (life == Life::passing) {
        r.is_in_main = r.is_in_prior = false;
        r.main.balance = principal;
        add_flow(desk, r, {r.main.start, principal, Direction::drawn});
        add_flow(desk, r, {days.report, principal, Direction::repaid});
    } else if (age == Age::fresh) {
        start_within_month(desk, r, principal);
    } else {
        r.prior = r.main;
        int64_t const before =
            age == Age::last_month ? principal : remaining(desk.random, principal);
        if (age == Age::last_month) {
            Flow flow = make_flow(desk, r, {r.main.start, principal, Direction::drawn});
            convert(flow.row, days.usd_prior);
            r.prior_flows.add(flow);
        }
        if (life == Life::gone) repay_all(desk, r, before);
        if (life == Life::stays) move_on(desk, r, before);
    }
    convert(r.main, days.usd_main);
    convert(r.prior, days.usd_prior);
}

void draw_bill(Desk& desk, Life life, Receipt& r) {
    Random& random = desk.random;
    Calendar const& days = desk.world.calendar;
    Loan& row = r.main;
    bool const direct = random.chance(800) || life == Life::passing;
    Age age = draw_age(desk, LoanClass::bill, life);
    // A bill bought in the month has no drawing in the files, so only old ones are held.
    if (!direct && age == Age::fresh) age = Age::old;
    row.product = direct ? "01" : random.pick({"02", "02", "02", "09"});
    set_days(desk, age, random.pick({3, 6, 6, 6}), row);
    if (life == Life::gone) row.due = day_this_month(desk);
    row.issued = base::add_days(row.start, -random.between(0, 20));
    row.quality = "FQ01";
    row.status = "LS01";
    row.rate = random.between(100, 260) * 1000;
    row.bill_kind = random.pick({"01", "01", "01", "02", "03"});
    row.purpose = random.pick({"样例岚屿建材", "样例霁砾物资", "样例珩垚商贸"});
    int64_t const face = draw_amount(random, {6, 6, 1});
    row.face = face;
    r.bill.assign("1");
    r.bill.append(uint64_t(313000 + desk.bank.index), 6);
    base::YearMonthDay const issued = base::to_year_month_day(row.issued);
    r.bill.append(uint64_t(issued.year * 10000 + issued.month * 100 + issued.day), 8);
    r.bill.append(desk.bill_serial++, 15);
    int64_t const discounted = face - face / 1000 * random.between(2, 12);
    r.prior = row;
    if (life == Life::stays && age != Age::fresh) {  // A bill is held or paid, never in part.
        r.main.balance = r.prior.balance = discounted;
        if (age == Age::last_month && direct)
            r.prior_flows.add(make_flow(desk, r, {row.start, discounted, Direction::drawn}));
        convert(r.main, 0);
        convert(r.prior, 0);
        return;
    }
    if (life == Life::gone) {
        r.is_in_main = false;
        r.prior.balance = discounted;
        add_flow(desk, r, {row.due, discounted, Direction::repaid});
    } else {
        r.is_in_prior = false;
        r.is_in_main = life == Life::stays;
        r.main.balance = discounted;
        add_flow(desk, r, {row.start, discounted, Direction::drawn});
        if (life == Life::passing) add_flow(desk, r, {days.report, discounted, Direction::repaid});
    }
    convert(r.main, 0);
    convert(r.prior, 0);
}

}  // namespace

void convert(Loan& row, int64_t usd_e4) {
    row.amount = row.currency == "USD" ? to_yuan(row.balance, usd_e4) : row.balance;
}

Flow make_flow(Desk& desk, Receipt const& receipt, Movement const& movement) {
    bool const is_drawing = movement.direction == Direction::drawn;
    Flow flow;
    flow.row = receipt.main;
    Loan& row = flow.row;
    row.balance = movement.cents;
    row.extended = {};
    row.quality = row.overdue = "";
    row.status = row.kind == LoanClass::bill ? "" : "LF01";
    flow.is_drawing = is_drawing;
    if (is_drawing || row.kind == LoanClass::bill) row.start = movement.day;
    if (!is_drawing) flow.ended = movement.day;
    bool const direct = row.product == "01";
    flow.trade = is_drawing ? (direct ? "A01" : "B01") : (direct ? "A02" : "B02");
    flow.number.assign("LS");
    flow.number.append(desk.flow_serial++, 9);
    convert(row, desk.world.calendar.usd_main);
    return flow;
}

void make_fresh(Desk& desk, Receipt& receipt) {
    Calendar const& days = desk.world.calendar;
    Loan& row = receipt.main;
    int32_t const term = std::max(row.due.days - row.start.days, 90);
    row.start = day_this_month(desk);
    row.due = base::add_days(row.start, term);
    row.status = "LS01";
    row.extended = row.reprice = {};
    row.overdue = "";
    receipt.flows.clear();
    receipt.prior_flows.clear();
    receipt.is_in_main = true;
    receipt.is_in_prior = false;
    add_flow(desk, receipt, {row.start, row.balance, Direction::drawn});
    convert(row, days.usd_main);
}

void draw_receipt(Desk& desk, Party const& party, Life life, Receipt& out) {
    LoanClass const kind = out.kind;
    Loan& row = out.main;
    row = Loan{};
    row.kind = kind;
    row.branch = &desk.random.pick(std::span<Branch const>(desk.bank.branches));
    row.branch_number = row.branch->number.view();
    if (kind == LoanClass::bill) return draw_bill(desk, life, out);
    Terms const terms = kind == LoanClass::unit ? draw_unit_terms(party, desk.random)
                                                : draw_person_terms(party, desk.random);
    row.product = terms.product;
    row.purpose = terms.purpose;
    row.guarantee = terms.guarantee;
    row.subsidy = terms.subsidy;
    row.currency = terms.currency;
    Age const age = draw_age(desk, kind, life);
    set_days(desk, age, terms.months, row);
    set_status(desk, age, terms.months, row);
    set_rate(desk, terms.rate, row);
    int64_t principal = draw_amount(desk.random, terms.amount);
    if (row.currency == "USD") principal /= 7;
    set_money(desk, {age, life, std::max<int64_t>(principal, 100000)}, out);
}

}  // namespace sample
