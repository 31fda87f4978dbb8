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

void OwnChapters::sum(size_t table, size_t row, Source const& source) {
    Sum& s = sums_[table][row];
    s.amount += source.row.amount;
    s.weighted += base::Int128(source.row.amount) * source.row.rate;
    std::string_view const id = source.party.id;
    if (s.last.view() == id) return;  // Receipts of one borrower follow each other.
    s.last.assign(id);
    ++s.customers;
}

void OwnChapters::render(size_t table, Branch const& branch, Source const& source) {
    int const chapter = int(table / 2);
    Receipt const& r = source.receipt;
    bool const bill = r.kind == LoanClass::bill;
    bool const own_branch = &branch == source.row.branch;
    Cells cells(details_[table], '|');
    cells.text(chapter == technology ? "T13" : "T99").blanks(3);
    cells.texts(branch.uscc.view(), own_branch ? source.row.branch_number : branch.number.view());
    cells.texts(bill ? "0" : r.contract.view(), bill ? "0" : r.number.view(),
                bill ? r.bill.view() : "0");
    // Table 3.2 has the transaction number after its values, the other flow tables before.
    if (chapter != technology && !source.flow.empty()) cells.text(source.flow);
    append_values(cells, chapter, r);
    if (chapter == technology && !source.flow.empty()) cells.text(source.flow);
    cells.text(class_codes[size_t(r.kind)]).blanks(10).end();
    ++lines_[table];
}

void OwnChapters::add_to_sums(size_t table, Source const& source) {
    constexpr Family order[] = {Family::htp, Family::hts, Family::se, Family::pa};
    Reported const& own = source.receipt.own;
    switch (table / 2) {
        case technology:
            for (size_t f = 0; f < 4; ++f)
                if (is_yes(own, order[f])) sum(table, f, source);
            sum(table, 4, source);
            break;
        case pension:
            sum(table, 0, source);
            if (source.receipt.supplement.elder_national == 1) sum(table, 1, source);
            sum(table, 1 + own.types[size_t(Family::ec)], source);
            break;
        default:
            if (is_yes(own, Family::de)) {
                sum(table, 0, source);
                sum(table, own.types[size_t(Family::de)], source);
            }
            if (own.de05 == 1) sum(table, 5, source);
            break;
    }
}

void OwnChapters::add_row(size_t table, Source const& source) {
    Receipt const& r = source.receipt;
    Branch const* branch = source.row.branch;
    if (r.has_wrong_branch) {
        std::vector<Branch> const& all = source.bank.branches;
        branch = branch == &all[0] ? &all[1] : &all[0];
    }
    render(table, *branch, source);
    add_to_sums(table, source);
    std::string_view const finding = source.is_lost       ? "reported_base"
                                     : r.has_wrong_branch ? "reported_branch"
                                                          : "";
    if (finding.empty()) return;
    Table const name = Table(size_t(Table::hdaclkjdk) + table);
    findings_.push_back({name, r.contract, r.number, r.bill, ShortText<16>(source.flow), finding});
}

void OwnChapters::add(Institution const& bank, Receipt const& r, Party const& party) {
    auto const lost = [](Fault refusal) {
        return refusal != Fault::none && refusal != Fault::duplicate_key;
    };
    for (int chapter = technology; chapter <= digital; ++chapter) {
        if (!is_in(chapter, r.own)) continue;
        size_t const stock = size_t(chapter) * 2;
        if (r.is_in_main) add_row(stock, {bank, r, party, r.main, "", lost(r.refusal)});
        for (Flow const& flow : r.flows) {
            bool const bill = r.kind == LoanClass::bill;
            if (!flow.is_drawing || (bill && flow.trade != "A01")) continue;
            add_row(stock + 1, {bank, r, party, flow.row, flow.number.view(), lost(flow.refusal)});
        }
    }
    if (!r.has_stray_row) return;
    Receipt stray = r;
    stray.own.flags[size_t(Family::se)] = 1;
    stray.own.types[size_t(Family::se)] = 1;
    stray.contract.assign("HT99999999");
    stray.number[2] = '9';
    if (!stray.bill.empty()) stray.bill[0] = '9';
    add_row(0, {bank, stray, party, r.main, "", true});
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
        int64_t rate = 0;
        if (s.amount != 0) rate = int64_t(base::divide_half_up(s.weighted, s.amount));
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
