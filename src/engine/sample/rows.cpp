// The rows of one institution: borrower by borrower, receipt by receipt, as lines of both months.
#include <algorithm>
#include <utility>
#include <vector>

#include "engine/sample/cells.hpp"
#include "engine/sample/own_chapter.hpp"
#include "engine/sample/plant.hpp"
#include "engine/sample/render.hpp"
#include "engine/sample/render_csv.hpp"
#include "engine/sample/sample.hpp"
#include "engine/sample/schedule.hpp"
#include "engine/sample/truth.hpp"

namespace sample {
namespace {

constexpr int parties_at_once = 256;
constexpr uint64_t first_own_number = 10000;  // Lower ones are institutions and branches.

Table stock_table(LoanClass kind) { return Table(size_t(Table::cldwdk) + size_t(kind)); }
Table flow_table(LoanClass kind) { return Table(size_t(Table::dwdkfs) + size_t(kind)); }

}  // namespace

struct Rows::State {
    World const& world;
    Institution const& bank;
    bool has_truth;
    Desk desk;
    Schedule schedule;
    OwnChapters own;
    int64_t left;  // Stock receipts still to be made.
    uint64_t party_serial = 0, shared_units = 0, shared_persons = 0, entrusted = 0;
    std::vector<Receipt> receipts;  // Of the borrower under work.
    std::array<int64_t, table_count> main_lines{};
    bool begun = false, turn_to_bill = false;
    Block* out = nullptr;

    State(Province const& province, int institution)
        : world(province.world()),
          bank(world.banks[size_t(institution)]),
          has_truth(province.has_truth()),
          desk{world, bank, Random(derive(world.options.seed, 2, uint64_t(institution)))},
          schedule(bank),
          left(bank.receipts) {}

    void begin();
    void make_borrower();
    void make_tail();
    void finish();

    Party draw_unit_party();
    Party draw_person_party();
    void draw_receipts(Party const& party);
    void add_receipt(Party const& party, LoanClass kind, Life life);
    void set_credit_line(Party& party);
    void complete(Party const& party, Receipt& receipt);
    void plant_in_flows(Receipt& receipt);

    void write_party(Party const& party);
    void write_receipt(Party const& party, Receipt const& receipt);
    void write_stock(Party const& party, Receipt const& receipt);
    void write_flows(Party const& party, Receipt const& receipt);
    void write_marks(Receipt const& receipt);
    void write_supplement(Receipt const& receipt);
    void write_determinations(Receipt const& receipt);
    void repeat(Table table, std::string_view line, int64_t lines);
    void write_truth(Party const& party, Receipt const& receipt);
    void add_line(Table table, Month month, auto render);
    void spoil(Table table, Block::Part& part, size_t line_start, Fault fault);
    void note_refused(Table table, int64_t line, Fault fault);
    bool sends(Table table, Month month) const { return bank.sends(table, month); }
};

/// Appends one line; a part is left alone when the bank does not send the file.
void Rows::State::add_line(Table table, Month month, auto render) {
    if (!sends(table, month)) return;
    auto& parts = month == Month::main ? out->main : out->prior;
    Block::Part& part = parts[size_t(table)];
    render(part.text);
    ++part.lines;
    if (month == Month::main) ++main_lines[size_t(table)];
}

void Rows::State::note_refused(Table table, int64_t line, Fault fault) {
    if (!has_truth) return;
    std::string file(table_name(table));
    if (is_official(table)) {
        std::string const date = base::to_text(world.calendar.report);
        file = std::string(bank.uscc.view()) + "_" + file + "_" + date.substr(0, 4) +
               date.substr(5, 2) + date.substr(8, 2) + ".dat";
    }
    Cells cells(out->truth_refused, ',');
    cells.texts(bank.uscc.view(), file).integer(line).text(fault_row(fault).finding).end();
}

void Rows::State::spoil(Table table, Block::Part& part, size_t line_start, Fault fault) {
    if (fault == Fault::none) return;
    spoil_line(part.text, line_start, table, fault);
    if (fault == Fault::duplicate_key) {
        ++part.lines;
        ++main_lines[size_t(table)];
    }
    note_refused(table, main_lines[size_t(table)], fault);
}

void Rows::State::begin() {
    begun = true;
    std::string_view const bom = bank.csv == CsvForm::utf8_bom ? "\xEF\xBB\xBF" : "";
    for (auto* parts : {&out->main, &out->prior}) {
        if (bank.supplement)
            (*parts)[size_t(Table::supplement)].text.append(bom).append(supplement_head(bank));
        (*parts)[size_t(Table::determination)].text.append(bom).append(determination_head());
    }
    for (Branch const& branch : bank.branches)
        add_line(Table::jrjgfz, Month::main,
                 [&](std::string& text) { render_branch(text, bank, branch); });
    for (uint64_t i = 0; i < 3; ++i)
        add_line(Table::clwtdk, Month::main, [&](std::string& text) {
            render_entrusted_only(text, bank, i, world.calendar.report);
        });
}

Party Rows::State::draw_unit_party() {
    Fault const fault = schedule.next(Slot::unit_party, [](Fault) { return true; });
    if (fault != Fault::none) schedule.take(Slot::unit_party, fault);
    bool const shared = fault == Fault::none && desk.random.chance(shared_per_mille) &&
                        int64_t(shared_units) < world.shared_units;
    if (shared) {
        uint64_t const offset = uint64_t(bank.index) * 7919 + shared_units++;
        uint64_t const at = offset % uint64_t(world.shared_units);
        return make_unit(world, nullptr, first_shared_number + at, Fault::none);
    }
    uint64_t const number = uint64_t(bank.index) * numbers_per_bank + first_own_number;
    return make_unit(world, &bank, number + party_serial, fault);
}

Party Rows::State::draw_person_party() {
    Fault const fault = schedule.next(Slot::person_party, [](Fault) { return true; });
    if (fault != Fault::none) schedule.take(Slot::person_party, fault);
    bool const shared = fault == Fault::none && desk.random.chance(shared_per_mille) &&
                        int64_t(shared_persons) < world.shared_persons;
    if (shared) {
        uint64_t const offset = uint64_t(bank.index) * 7919 + shared_persons++;
        uint64_t const at = offset % uint64_t(world.shared_persons);
        return make_person(world, nullptr, first_shared_number + at, Fault::none);
    }
    uint64_t const number = uint64_t(bank.index) * numbers_per_bank + first_own_number;
    return make_person(world, &bank, number + party_serial, fault);
}

void Rows::State::add_receipt(Party const& party, LoanClass kind, Life life) {
    Receipt& r = receipts.emplace_back();
    r.contract.assign("HT");
    r.contract.append(party_serial, 8);
    r.number.assign("JJ");
    r.number.append(party_serial, 8);
    r.number.append("_");
    r.number.append(receipts.size(), 2);
    r.kind = kind;
    draw_receipt(desk, party, life, r);
    if (life == Life::stays) --left;
    if (party.fault == Fault::none || kind != LoanClass::unit) return;
    bool const repo = party.fault == Fault::sector_of_repo_empty;
    r.main.product = r.prior.product = repo ? "F061" : "F022";
    for (Flow& flow : r.flows) flow.row.product = r.main.product;
    for (Flow& flow : r.prior_flows) flow.row.product = r.main.product;
}

void Rows::State::draw_receipts(Party const& party) {
    Random& random = desk.random;
    receipts.clear();
    auto const add = [&](LoanClass kind, size_t count) {
        for (size_t i = 0; i < count && left > 0; ++i) {
            add_receipt(party, kind, Life::stays);
            if (!bank.moves[size_t(kind)] || party.fault != Fault::none) continue;
            if (random.chance(40)) add_receipt(party, kind, Life::gone);
            if (random.chance(4)) add_receipt(party, kind, Life::passing);
        }
    };
    if (party.fault != Fault::none) {
        bool const bill = fault_row(party.fault).bill && bank.bills && !party.is_person();
        if (bill) turn_to_bill = !turn_to_bill;
        add(party.is_person()      ? LoanClass::person
            : bill && turn_to_bill ? LoanClass::bill
                                   : LoanClass::unit,
            1);
        return;
    }
    if (party.is_person()) {
        add(LoanClass::person, 1 + random.weighted({40, 22, 15, 10, 6, 4, 3}));
        return;
    }
    add(LoanClass::unit, 1 + random.weighted({22, 20, 16, 13, 10, 7, 6, 6}));
    // A bill's reported values come from the supplement, and a 大类 would speak for all of C27.
    bool const whole_division = industry_text(party.industry).starts_with("C27");
    bool const may_have_bills =
        bank.bills && party.kind != Party::Kind::foreign && (bank.supplement || !whole_division);
    if (may_have_bills && random.chance(270)) add(LoanClass::bill, 1 + random.below(9));
}

void Rows::State::set_credit_line(Party& party) {
    Random& random = desk.random;
    constexpr int64_t wan = 1000000, ten_million = 1000 * wan, five_million = 500 * wan;
    int64_t used = 0;
    for (Receipt const& r : receipts)
        if (r.is_in_main && r.main.amount > 0) used += r.main.amount;
    party.credit_used = used;
    party.credit_line = (used / 100 * random.between(100, 140) / wan + 1) * wan;
    if (party.kind == Party::Kind::farmer && used <= five_million && random.chance(80))
        party.credit_line = five_million + (random.chance(500) ? 1 : 0);
    else if (used <= ten_million && random.chance(50))
        party.credit_line = ten_million + (random.chance(500) ? 1 : 0);
    if (party.fault == Fault::none && random.chance(3)) party.credit_line = -1;
}

void Rows::State::plant_in_flows(Receipt& r) {
    for (Flow& flow : r.flows) {
        if (!flow.is_drawing || (r.kind == LoanClass::bill && flow.trade != "A01")) continue;
        Fault const fault = schedule.next(Slot::flow_row, [&](Fault wanted) {
            return wanted != Fault::flag_malformed || r.kind != LoanClass::bill;
        });
        if (fault == Fault::none) continue;
        schedule.take(Slot::flow_row, fault);
        flow.refusal = fault;
    }
}

void Rows::State::complete(Party const& party, Receipt& r) {
    Draft const draft{desk, party, r};
    describe(draft);
    Slot const slot = r.kind == LoanClass::unit     ? Slot::unit_row
                      : r.kind == LoanClass::person ? Slot::person_row
                                                    : Slot::bill_row;
    bool const may_plant = party.fault == Fault::none && r.refusal == Fault::none;
    if (may_plant)
        r.fault = schedule.next(slot, [&](Fault wanted) { return can_plant(draft, wanted); });
    plant_in_loan(draft);
    decide_by_people(draft);
    sign_off_and_report(draft);
    bool const planted = plant_in_decisions(draft);
    if (may_plant && r.fault != Fault::none) {
        if (planted) schedule.take(slot, r.fault);
        if (!planted) schedule.put_off(slot, std::exchange(r.fault, Fault::none));
    }
    copy_to_prior(r);
    plant_between_months(draft);
    if (may_plant && r.fault == Fault::none) plant_in_flows(r);
}

/// The line just written to `from`, again for the prior month.
void Rows::State::repeat(Table table, std::string_view line, int64_t lines) {
    if (!sends(table, Month::prior)) return;
    Block::Part& part = out->prior[size_t(table)];
    part.text.append(line);
    part.lines += lines;
}

void Rows::State::write_supplement(Receipt const& r) {
    bool const in_main = r.is_in_main || !r.flows.empty();
    bool const in_prior = r.is_in_prior || !r.prior_flows.empty();
    Table const table = Table::supplement;
    bool const twice = r.fault == Fault::supplement_twice;
    std::string& text = out->main[size_t(table)].text;
    size_t const start = text.size();
    bool const told = says_anything(r.supplement) || twice;
    if (told && in_main) {
        for (int i = 0; i < (twice ? 2 : 1); ++i)
            add_line(table, Month::main,
                     [&](std::string& to) { render_supplement(to, bank, r, r.supplement); });
        if (twice || r.supplement.refusal != Fault::none)
            note_refused(table, main_lines[size_t(table)] + 1, r.fault);
    }
    if (!in_prior) return;
    if (r.fault == Fault::none && told && in_main)
        return repeat(table, std::string_view(text).substr(start), 1);
    Supplement line = r.prior_supplement;
    line.refusal = Fault::none;
    if (says_anything(line))
        add_line(table, Month::prior,
                 [&](std::string& to) { render_supplement(to, bank, r, line); });
}

void Rows::State::write_determinations(Receipt const& r) {
    if (r.determinations.empty()) return;
    Table const table = Table::determination;
    Block::Part& main = out->main[size_t(table)];
    size_t const start = main.text.size();
    int count = 0, prior_only = 0, main_only = 0;
    if (r.is_in_main || !r.flows.empty()) {
        count = render_determinations(main.text, bank, r, Month::main);
        int64_t line = main_lines[size_t(table)] + 1;
        for (Determination const& d : r.determinations) {
            if (d.in_main) ++line;
            if (d.in_main && d.refusal != Fault::none) note_refused(table, line, d.refusal);
            prior_only += d.in_prior && !d.in_main ? 1 : 0;
            main_only += d.in_main && !d.in_prior ? 1 : 0;
        }
        main.lines += count;
        main_lines[size_t(table)] += count;
    }
    if (!r.is_in_prior) return;
    if (count > 0 && prior_only == 0 && main_only == 0)
        return repeat(table, std::string_view(main.text).substr(start), count);
    Block::Part& prior = out->prior[size_t(table)];
    prior.lines += render_determinations(prior.text, bank, r, Month::prior);
}

void Rows::State::write_stock(Party const& party, Receipt const& r) {
    Table const table = stock_table(r.kind);
    Block::Part& part = out->main[size_t(table)];
    size_t const start = part.text.size();
    MoneyCells at{};
    bool const in_main = r.is_in_main && sends(table, Month::main);
    if (in_main)
        add_line(table, Month::main,
                 [&](std::string& to) { at = render_stock(to, r, r.main, party); });
    if (r.is_in_prior) {
        // What a bank says of a receipt seldom changes but for the money.
        bool const alike = in_main && r.fault == Fault::none;
        add_line(table, Month::prior, [&](std::string& to) {
            std::string_view const line = std::string_view(part.text).substr(start);
            if (alike) return copy_stock(to, line, at, r.prior);
            render_stock(to, r, r.prior, party);
        });
    }
    if (in_main) spoil(table, part, start, r.refusal);
}

void Rows::State::write_flows(Party const& party, Receipt const& r) {
    Table const table = flow_table(r.kind);
    Block::Part& part = out->main[size_t(table)];
    for (Flow const& flow : r.flows) {
        if (!sends(table, Month::main)) break;
        size_t const start = part.text.size();
        add_line(table, Month::main, [&](std::string& text) { render_flow(text, r, flow, party); });
        spoil(table, part, start, flow.refusal);
    }
    for (Flow const& flow : r.prior_flows)
        add_line(table, Month::prior,
                 [&](std::string& text) { render_flow(text, r, flow, party); });
}

void Rows::State::write_marks(Receipt const& r) {
    if (r.kind == LoanClass::bill) return;
    for (Month month : {Month::main, Month::prior}) {
        bool const moved = month == Month::main && !r.flows.empty();
        bool const there = month == Month::main ? r.is_in_main : r.is_in_prior;
        if (!there && !moved) continue;
        if (r.marks.any_first())
            add_line(Table::clzxyp, month, [&](std::string& t) { render_first_marks(t, r); });
        if (r.marks.any_second())
            add_line(Table::clzxep, month, [&](std::string& t) { render_second_marks(t, r); });
    }
}

void Rows::State::write_receipt(Party const& party, Receipt const& r) {
    write_stock(party, r);
    write_flows(party, r);
    write_marks(r);
    if (r.is_entrusted)
        add_line(Table::clwtdk, Month::main,
                 [&](std::string& t) { render_entrusted(t, bank, r, party); });
    if (r.has_supplement) write_supplement(r);
    write_determinations(r);
    if (bank.own_chapters) own.add(bank, r, party);
    std::vector<OwnFinding> const found = own.take_findings();
    if (!has_truth) return;
    for (OwnFinding const& finding : found) append_own(out->truth_others, bank, finding);
    write_truth(party, r);
}

void Rows::State::write_truth(Party const& party, Receipt const& r) {
    Calendar const& calendar = world.calendar;
    Setting const setting{bank, calendar, world.options.faults};
    append_truth(out->truth, main_case(setting, party, r), calendar);
    append_repayment_text(out->truth_others, bank, r);
    if (is_gone_without_flow(bank, r)) append_gone(out->truth_others, bank, r);
}

void Rows::State::write_party(Party const& party) {
    if (party.is_in_customer_file) {
        Table const table = party.is_person() ? Table::grkhxx : Table::ftykhx;
        add_line(table, Month::main, [&](std::string& text) {
            party.is_person() ? render_person_customer(text, bank, party)
                              : render_unit_customer(text, bank, party);
        });
    }
    if (has_truth && party.fault == Fault::customer_text)
        append_customer_text(out->truth_others, bank);
    if (party.number >= first_shared_number) return;  // Province::end lists those.
    for (size_t i = 0; i < list_count; ++i) {
        if (party.listings[i].from.days == 0) continue;
        std::string name;
        append_party_name(name, party);
        EntryText const entry{party.id.view(), name, party.listings[i]};
        // Some stood on the list before; the two periods do not touch.
        if ((party.number + i) % 11 == 0)
            append_entry(out->lists[i], List(i),
                         {entry.id, entry.name, earlier_listing(entry.listing)});
        append_entry(out->lists[i], List(i), entry);
    }
}

void Rows::State::make_borrower() {
    Party party = desk.random.chance(390) ? draw_unit_party() : draw_person_party();
    draw_receipts(party);
    set_credit_line(party);
    write_party(party);
    for (Receipt& r : receipts) {
        complete(party, r);
        write_receipt(party, r);
    }
    ++party_serial;
}

/// The last borrowers of a faulty bank: the last line of a stock file or of a flow file is cut.
void Rows::State::make_tail() {
    uint64_t const number = uint64_t(bank.index) * numbers_per_bank + first_own_number;
    for (LoanClass kind : {LoanClass::unit, LoanClass::person}) {
        if (left == 0) return;
        Party party = kind == LoanClass::unit
                          ? make_unit(world, &bank, number + party_serial, Fault::none)
                          : make_person(world, &bank, number + party_serial, Fault::none);
        receipts.clear();
        add_receipt(party, kind, Life::stays);
        Receipt& r = receipts.front();
        if (bank.moves[size_t(kind)]) make_fresh(desk, r);
        bool const in_stock = (bank.index + int(kind)) % 2 == 0 || r.flows.empty();
        (in_stock ? r.refusal : r.flows.back().refusal) = Fault::record_cut;
        set_credit_line(party);
        write_party(party);
        complete(party, r);
        write_receipt(party, r);
        ++party_serial;
    }
}

void Rows::State::finish() {
    if (!bank.own_chapters) return;
    for (size_t t = size_t(Table::hdaclkjdk); t <= size_t(Table::hdaszdkfs); ++t) {
        Block::Part& part = out->main[t];
        part.lines += own.finish(Table(t), part.text);
    }
}

Rows::Rows(Province const& province, int institution)
    : state_(std::make_unique<State>(province, institution)) {}

Rows::~Rows() = default;

bool Rows::next(Block& out) {
    State& s = *state_;
    s.out = &out;
    if (!s.begun) s.begin();
    int64_t const tail = s.bank.clean ? 0 : 2;
    for (int i = 0; i < parties_at_once && s.left > tail; ++i) {
        s.left -= tail;  // Kept for the last two.
        s.make_borrower();
        s.left += tail;
    }
    if (s.left > tail) return true;
    s.make_tail();
    s.finish();
    return false;
}

}  // namespace sample
