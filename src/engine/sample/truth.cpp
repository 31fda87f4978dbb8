// Lines of truth.csv and its companions.
#include "engine/sample/truth.hpp"

#include "engine/sample/cells.hpp"

namespace sample {
namespace {

void append_keys(Cells& cells, Receipt const& r, std::string_view flow) {
    bool const bill = r.kind == LoanClass::bill;
    cells.texts(bill ? "0" : r.contract.view(), bill ? "0" : r.number.view(),
                bill ? r.bill.view() : "0", flow);
}

void append_refused(std::string& out, Case const& c, std::string_view flow, Fault refusal) {
    Cells cells(out, ',');
    cells.texts(c.is_flow ? "flow" : "loan", c.bank->uscc.view());
    append_keys(cells, *c.receipt, flow);
    cells.text(fault_row(refusal).finding).blanks(1 + int(rule_count)).end();
}

void append_row(std::string& out, Case const& c, std::string_view flow, Calendar const& calendar) {
    Verdicts const verdicts = decide(c);
    Findings const findings =
        c.is_flow ? find_in_flow(c, verdicts, calendar) : find_in_loan(c, verdicts, calendar);
    Cells cells(out, ',');
    cells.texts(c.is_flow ? "flow" : "loan", c.bank->uscc.view());
    append_keys(cells, *c.receipt, flow);
    cells.blanks(1);
    std::string joined;
    for (std::string_view finding : findings) {
        if (!joined.empty()) joined += ';';
        joined += finding;
    }
    cells.text(joined);
    for (Tri answer : verdicts) {
        char const text[] = {letter(answer), '\0'};
        cells.text(text);
    }
    cells.end();
}

bool is_lost(Fault refusal) { return refusal != Fault::none && refusal != Fault::duplicate_key; }

}  // namespace

std::string truth_head() {
    std::string out = "relation,legal_uscc,contract,receipt,bill,txn,refused,findings";
    for (size_t i = 0; i < rule_count; ++i) out.append(",").append(rule_name(Rule(i)));
    return out + "\n";
}

void append_truth(std::string& out, Case const& c, Calendar const& calendar) {
    Receipt const& r = *c.receipt;
    if (r.is_in_main) {
        if (!is_lost(r.refusal)) append_row(out, c, "", calendar);
        if (r.refusal != Fault::none) append_refused(out, c, "", r.refusal);
    }
    for (Flow const& flow : r.flows) {
        if (!flow.is_drawing || (r.kind == LoanClass::bill && flow.trade != "A01")) continue;
        Case const f = flow_case(c, flow);
        if (!is_lost(flow.refusal)) append_row(out, f, flow.number.view(), calendar);
        if (flow.refusal != Fault::none) append_refused(out, f, flow.number.view(), flow.refusal);
    }
}

std::string truth_others_head() {
    return "legal_uscc,relation,table,contract,receipt,bill,txn,finding\n";
}

void append_repayment_text(std::string& out, Institution const& bank, Receipt const& receipt) {
    bool const bill = receipt.kind == LoanClass::bill;
    for (Flow const& flow : receipt.flows) {
        bool const in_truth = flow.is_drawing && (!bill || flow.trade == "A01");
        if (in_truth || !has_bad_text(flow.row.purpose)) continue;
        Cells cells(out, ',');
        cells.texts(bank.uscc.view(), "flow", "");
        append_keys(cells, receipt, flow.number.view());
        cells.text("text_character").end();
    }
}

void append_gone(std::string& out, Institution const& bank, Receipt const& receipt) {
    Cells cells(out, ',');
    cells.texts(bank.uscc.view(), "loan", "");
    append_keys(cells, receipt, "");
    cells.text("gone_without_flow").end();
}

void append_customer_text(std::string& out, Institution const& bank) {
    Cells cells(out, ',');
    cells.texts(bank.uscc.view(), "customer", table_name(Table::ftykhx), "0", "0", "0", "");
    cells.text("text_character").end();
}

void append_own(std::string& out, Institution const& bank, OwnFinding const& finding) {
    bool const bill = !finding.bill.empty();
    Cells(out, ',')
        .texts(bank.uscc.view(), "reported", table_name(finding.table),
               bill ? "0" : finding.contract.view(), bill ? "0" : finding.receipt.view(),
               bill ? finding.bill.view() : "0", finding.flow.view(), finding.finding)
        .end();
}

std::string truth_refused_head() { return "legal_uscc,file,line,code\n"; }

std::string truth_files_head() { return "legal_uscc,file,finding\n"; }

}  // namespace sample
