// The papers of a filing: 签报单, which three people sign, and 自查报告, both from the run's files.
#pragma once

#include <string>

#include "base/result.hpp"
#include "service/label.hpp"

namespace service {

struct FilingPaper {
    std::string run;           // A finished run, with its packs.
    std::string closing_csv;   // Text of closing.csv (service/closing.hpp).
    std::string organisation;  // Who files.
    std::string made_on;       // YYYY-MM-DD
    Language language = Language::zh;
};

/// PDF bytes. A trial month is stamped 试算 and an invented one 合成数据 on every page.
/// Errors: `run_missing`, `run_malformed`, `pdf_failed`, pack faults, file errors.
base::Result<std::string> signing_sheet(FilingPaper const& paper);
base::Result<std::string> self_check_report(FilingPaper const& paper);

}  // namespace service
