// Lines of the .dat files, fields in the order of 金融基础数据采集规范 V2.1.
#include "engine/sample/render.hpp"

#include "engine/sample/cells.hpp"
#include "engine/sample/party.hpp"

namespace sample {
namespace {

std::string_view industry_of(Party const& party) {
    if (!party.tells_industry) return "";
    if (party.industry.level == Industry::Level::outside) return "200";
    return industry_text(to_division(party.industry));
}

/// 1–3 and 4–5: branch, and who borrows.
Cells& branch_and_id(Cells& cells, Loan const& row, Party const& party) {
    return cells.texts(row.branch->uscc.view(), row.branch_number, row.branch->region.view(),
                       party.id_type, party.id.view());
}

/// 17–27 of loans in stock and flow: rates and security.
Cells& rates(Cells& cells, Loan const& row) {
    cells.text(row.rate_kind).rate(row.rate).text(row.benchmark);
    if (row.benchmark_rate < 0) {
        cells.blanks(1);
    } else {
        cells.rate(row.benchmark_rate);
    }
    return cells.text(row.subsidy).day(row.reprice).text(row.guarantee);
}

Cells& unit_head(Cells& cells, Receipt const& receipt, Loan const& row, Party const& party) {
    branch_and_id(cells, row, party);
    cells.texts(party.sector, industry_of(party), party.region, party.ownership, party.size);
    return cells
        .texts(receipt.number.view(), receipt.contract.view(), row.product, industry_text(row.use))
        .day(row.start)
        .day(row.due);
}

Cells& person_head(Cells& cells, Receipt const& receipt, Loan const& row, Party const& party) {
    branch_and_id(cells, row, party).text(party.region);
    return cells.texts(receipt.number.view(), receipt.contract.view(), row.product)
        .day(row.start)
        .day(row.due);
}

/// 1–28 of both bill tables, and the rate.
MoneyCells bill_head(Cells& cells, Receipt const& receipt, Loan const& row, Party const& party) {
    cells.texts(row.branch->uscc.view(), row.branch_number, row.branch->region.view(), row.product,
                row.bill_kind, "02", receipt.bill.view(), party.id_type, party.id.view());
    cells.texts(party.sector, industry_of(party), party.region, party.ownership, party.size);
    cells.texts("样例承兑银行", "", "", row.purpose, "", "");
    cells.day(row.issued).day(row.due).day(row.start).text("CNY").money(row.face).money(row.face);
    size_t const begin = cells.text("CNY").size();
    size_t const end = cells.money(row.balance).money(row.amount).size();
    cells.rate(row.rate);
    return {begin, end};
}

}  // namespace

MoneyCells render_stock(std::string& out, Receipt const& receipt, Loan const& row,
                        Party const& party) {
    Cells cells(out, '|');
    if (row.kind == LoanClass::bill) {
        MoneyCells const at = bill_head(cells, receipt, row, party);
        cells.texts(row.quality, row.status).end();
        return at;
    }
    bool const unit = row.kind == LoanClass::unit;
    (unit ? unit_head(cells, receipt, row, party) : person_head(cells, receipt, row, party))
        .day(row.extended)
        .text(row.currency);
    size_t const begin = cells.size();
    size_t const end = cells.money(row.balance).money(row.amount).size();
    rates(cells, row).texts("", row.quality, row.status, row.overdue, row.purpose);
    if (unit) cells.blanks(1);
    cells.end();
    return {begin, end};
}

void copy_stock(std::string& out, std::string_view line, MoneyCells at, Loan const& row) {
    out.append(line.substr(0, at.begin));
    Cells(out, '|').money(row.balance).money(row.amount).keep();
    out.append(line.substr(at.end));
}

void render_flow(std::string& out, Receipt const& receipt, Flow const& flow, Party const& party) {
    Cells cells(out, '|');
    Loan const& row = flow.row;
    if (row.kind == LoanClass::bill) {
        bill_head(cells, receipt, row, party);
        cells.texts(flow.trade, flow.number.view()).end();
        return;
    }
    bool const unit = row.kind == LoanClass::unit;
    (unit ? unit_head(cells, receipt, row, party) : person_head(cells, receipt, row, party))
        .day(flow.ended)
        .text(row.currency)
        .money(row.balance)
        .money(row.amount);
    std::string_view const first = !flow.is_drawing ? "" : party.number % 7 == 0 ? "1" : "0";
    rates(cells, row).texts(first, row.status, "", "", flow.is_drawing ? "1" : "0");
    cells.texts(flow.number.view(), row.purpose).end();
}

void render_first_marks(std::string& out, Receipt const& r) {
    Loan const& row = r.main;
    Cells(out, '|')
        .texts(row.branch->uscc.view(), row.branch_number, r.contract.view(), r.number.view(),
               r.marks.sole_trader ? "1" : "0", r.marks.owner ? "1" : "0")
        .end();
}

void render_second_marks(std::string& out, Receipt const& r) {
    constexpr std::string_view types[] = {"", "HTP01", "HTP02", "HTP03", "HTP04", "HTP05", "HTP06"};
    auto const flag = [](bool value) { return value ? "1" : "0"; };
    Loan const& row = r.main;
    Marks const& m = r.marks;
    Cells(out, '|')
        .texts(row.branch->uscc.view(), row.branch_number, r.contract.view(), r.number.view(),
               flag(m.agri), "0", flag(m.poor), "0", "", flag(m.green), flag(m.startup),
               m.startup ? "C01" : "", flag(m.htp != 0), types[m.htp])
        .end();
}

void render_unit_customer(std::string& out, Institution const& bank, Party const& party) {
    Cells cells(out, '|');
    std::string name;
    append_party_name(name, party);
    cells.texts(bank.uscc.view(), name, party.id_type, party.id.view(), "", "", "示例业务");
    cells.blanks(2).money_if(party.figures.assets).money_if(party.figures.revenue);
    if (party.figures.staff < 0) {
        cells.blanks(1);
    } else {
        cells.integer(party.figures.staff);
    }
    cells.text("0").day(base::add_days(party.born, 200)).texts("示例地址", party.region, "01");
    cells.day(party.born).texts(industry_of(party), party.size, party.ownership, party.sector);
    cells.money_if(party.credit_line).money(party.credit_used).texts("0", "", "", "", "").end();
}

void render_person_customer(std::string& out, Institution const& bank, Party const& party) {
    Cells cells(out, '|');
    cells.texts(bank.uscc.view(), party.id_type, party.id.view()).blanks(4).day(party.born);
    cells.text(party.region).blanks(3).text("0");
    cells.money_if(party.credit_line).money(party.credit_used).end();
}

void render_branch(std::string& out, Institution const& bank, Branch const& branch) {
    bool const head = branch.uscc.view() == bank.uscc.view();
    std::string name = bank.name + (head ? "" : "第" + std::string(branch.number.view()) + "支行");
    Cells(out, '|')
        .texts(name, branch.uscc.view(), "", branch.number.view(), "", "", head ? "01" : "03",
               head ? "" : bank.name, "", "", "示例地址", branch.region.view(), "2010-01-04", "01")
        .end();
}

void render_entrusted(std::string& out, Institution const& bank, Receipt const& r,
                      Party const& party) {
    Cells cells(out, '|');
    Branch const& branch = *r.main.branch;
    cells.texts(branch.uscc.view(), branch.number.view(), branch.region.view(), party.id_type,
                party.id.view());
    cells.blanks(5).texts(r.number.view(), r.contract.view(), "").day(r.main.start).day(r.main.due);
    cells.text("").text("CNY").money(r.main.balance).money(r.main.amount);
    cells.text("RF01").rate(400000).text("").texts("D", "FQ01", "LS01", "C01", "A01");
    cells.text(bank.uscc.view()).blanks(4).text("示例委托").end();
}

void render_entrusted_only(std::string& out, Institution const& bank, uint64_t number,
                           base::Day report) {
    Receipt receipt;
    receipt.number.assign("WT");
    receipt.number.append(number, 8);
    receipt.contract.assign("WH");
    receipt.contract.append(number, 8);
    receipt.main.branch = &bank.branches.front();
    receipt.main.start = base::add_days(report, -300);
    receipt.main.due = base::add_days(report, 300);
    receipt.main.balance = receipt.main.amount = 100000000;
    Party party;
    party.id_type = "A01";
    party.id = ShortText<46>(make_uscc("91", "140100", uscc_numbers - 500 - number).view());
    render_entrusted(out, bank, receipt, party);
}

}  // namespace sample
