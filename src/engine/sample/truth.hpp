// Truth: what the rules and checks must answer for the sample, as CSV lines.
#pragma once

#include <string>

#include "engine/sample/finding.hpp"
#include "engine/sample/own_chapter.hpp"

namespace sample {

std::string truth_head();

/// The stock row of the main month and its drawings, refused ones too.
void append_truth(std::string& out, Case const& c, Calendar const& calendar);

/// `legal_uscc,relation,table,contract,receipt,bill,txn,finding`: findings on rows that are not in
/// truth.csv: receipts gone without repayment, doubtful characters in lines of repayments and
/// customers, rows of the bank's own files.
std::string truth_others_head();
void append_repayment_text(std::string& out, Institution const& bank, Receipt const& receipt);
void append_gone(std::string& out, Institution const& bank, Receipt const& receipt);
void append_customer_text(std::string& out, Institution const& bank);
void append_own(std::string& out, Institution const& bank, OwnFinding const& finding);

/// `legal_uscc,file,line,code`: every refused line.
std::string truth_refused_head();

/// `legal_uscc,file,finding`: findings on files as a whole.
std::string truth_files_head();

}  // namespace sample
