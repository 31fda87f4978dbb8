// Rows in the order of V1.0 of the collection specification.
#include "engine/sample/own_chapter.hpp"

#include <utility>

#include "engine/sample/cells.hpp"

namespace sample {
namespace {

/// Stock and flow of one chapter follow each other.
enum Chapters { technology = 0, pension = 1, digital = 2 };

constexpr std::string_view class_codes[] = {"C01", "C02", "C03"};

bool is_yes(Reported const& own, Family family) { return own.flags[size_t(family)] == 1; }

bool is_in(int chapter, Reported const& own) {
    switch (chapter) {
        case technology:
            return is_yes(own, Family::htp) || is_yes(own, Family::hts) ||
                   is_yes(own, Family::se) || is_yes(own, Family::pa);
        case pension: return is_yes(own, Family::ec);
        default: return is_yes(own, Family::de) || own.de05 == 1;
    }
}

void append_flag_and_type(Cells& cells, Reported const& own, Family family, std::string_view name) {
    bool const yes = is_yes(own, family);
    cells.text(yes ? "1" : "0");
    std::string type;
    if (yes) {
        type = name;
        type += char('0' + own.types[size_t(family)] / 10);
        type += char('0' + own.types[size_t(family)] % 10);
    }
    cells.text(type);
}

void append_values(Cells& cells, int chapter, Receipt const& r) {
    Reported const& own = r.own;
    if (chapter == technology) {
        cells.blanks(2);
        append_flag_and_type(cells, own, Family::htp, "HTP");
        append_flag_and_type(cells, own, Family::hts, "HTS");
        append_flag_and_type(cells, own, Family::se, "SE");
        append_flag_and_type(cells, own, Family::pa, "PA");
    } else if (chapter == pension) {
        std::string type = "EC";
        type += char('0' + own.types[size_t(Family::ec)] / 10);
        type += char('0' + own.types[size_t(Family::ec)] % 10);
        cells.text(type).text(r.supplement.elder_national == 1 ? "1" : "0");
    } else {
        append_flag_and_type(cells, own, Family::de, "DE");
        cells.text(own.de05 == 1 ? "1" : "0");
    }
}

}  // namespace

void OwnChapters::sum(size_t table, size_t row, Loan const& loan, Party const& party) {
    Sum& s = sums_[table][row];
    s.amount += loan.amount;
    s.weighted += base::Int128(loan.amount) * loan.rate;
    if (s.last.view() == party.id.view()) return;  // Receipts of one borrower follow each other.
    s.last = party.id;
    ++s.customers;
}

void OwnChapters::render(size_t table, Branch const& branch, std::string_view branch_number,
                         Receipt const& r, std::string_view flow) {
    int const chapter = int(table / 2);
    bool const bill = r.kind == LoanClass::bill;
    Cells cells(details_[table], '|');
    cells.text(chapter == technology ? "T13" : "T99").blanks(3);
    cells.texts(branch.uscc.view(), branch_number, bill ? "0" : r.contract.view(),
                bill ? "0" : r.number.view(), bill ? r.bill.view() : "0");
    // Table 3.2 has the transaction number after its values, the other flow tables before.
    if (chapter != technology && !flow.empty()) cells.text(flow);
    append_values(cells, chapter, r);
    if (chapter == technology && !flow.empty()) cells.text(flow);
    cells.text(class_codes[size_t(r.kind)]).blanks(10).end();
    ++lines_[table];
}

void OwnChapters::add_row(size_t table, Institution const& bank, Receipt const& r, Loan const& row,
                          std::string_view flow, bool is_refused, Party const& party) {
    Branch const* branch = row.branch;
    std::string_view number = row.branch_number;
    if (r.has_wrong_branch) {
        branch = row.branch == &bank.branches[0] ? &bank.branches[1] : &bank.branches[0];
        number = branch->number.view();
    }
    render(table, *branch, number, r, flow);
    Table const name = Table(size_t(Table::hdaclkjdk) + table);
    auto const find = [&](std::string_view finding) {
        findings_.push_back({name, r.contract, r.number, r.bill, ShortText<16>(flow), finding});
    };
    if (is_refused) find("reported_base");
    if (r.has_wrong_branch && !is_refused) find("reported_branch");
    Reported const& own = r.own;
    switch (table / 2) {
        case technology:
            for (size_t f = 0; f < 4; ++f) {
                constexpr Family order[] = {Family::htp, Family::hts, Family::se, Family::pa};
                if (is_yes(own, order[f])) sum(table, f, row, party);
            }
            sum(table, 4, row, party);
            break;
        case pension:
            sum(table, 0, row, party);
            if (r.supplement.elder_national == 1) sum(table, 1, row, party);
            sum(table, 1 + own.types[size_t(Family::ec)], row, party);
            break;
        default:
            if (is_yes(own, Family::de)) {
                sum(table, 0, row, party);
                sum(table, own.types[size_t(Family::de)], row, party);
            }
            if (own.de05 == 1) sum(table, 5, row, party);
            break;
    }
}

void OwnChapters::add(Institution const& bank, Receipt const& r, Party const& party) {
    auto const lost = [](Fault refusal) {
        return refusal != Fault::none && refusal != Fault::duplicate_key;
    };
    for (int chapter = technology; chapter <= digital; ++chapter) {
        if (!is_in(chapter, r.own)) continue;
        if (r.is_in_main)
            add_row(size_t(chapter) * 2, bank, r, r.main, "", lost(r.refusal), party);
        for (Flow const& flow : r.flows) {
            bool const counts = flow.is_drawing && (r.kind != LoanClass::bill || flow.trade == "A01");
            if (counts)
                add_row(size_t(chapter) * 2 + 1, bank, r, flow.row, flow.number.view(),
                        lost(flow.refusal), party);
        }
    }
    if (!r.has_stray_row) return;
    Receipt stray = r;
    stray.own.flags[size_t(Family::se)] = 1;
    stray.own.types[size_t(Family::se)] = 1;
    stray.contract.assign("HT99999999");
    stray.number[2] = '9';
    if (!stray.bill.empty()) stray.bill[0] = '9';
    stray.flows.clear();
    add_row(0, bank, stray, r.main, "", true, party);
}

int64_t OwnChapters::finish(Table table, std::string& out) {
    size_t const t = size_t(table) - size_t(Table::hdaclkjdk);
    constexpr size_t first_codes[] = {8, 1, 1}, counts[] = {5, 14, 6};
    constexpr int fields[] = {30, 31, 22, 23, 23, 24};
    size_t const count = counts[t / 2];
    for (size_t i = 0; i < count; ++i) {
        Sum const& s = sums_[t][i];
        size_t const code = first_codes[t / 2] + i;
        char const name[] = {'T', char('0' + code / 10), char('0' + code % 10), '\0'};
        int64_t const rate = s.amount == 0 ? 0 : int64_t(base::divide_half_up(s.weighted, s.amount));
        Cells cells(out, '|');
        cells.text(name).money(s.amount).rate(rate).integer(s.customers);
        cells.blanks(fields[t] - 4).end();
    }
    out += details_[t];
    details_[t].clear();
    return int64_t(count) + lines_[t];
}

std::vector<OwnFinding> OwnChapters::take_findings() { return std::exchange(findings_, {}); }

}  // namespace sample
