// The package of a filing: what a legal person's month sends to the central bank.
#pragma once

#include "domain/filing_row.hpp"
#include "service/bank_month.hpp"

namespace service {

struct FilingPackage {
    BankMonth const& month;
    domain::Filing const& filing;
    std::string pass_phrase;  // Of key/sender.pem.
    std::string made_at;      // Instant.
    std::string closings;     // closing.csv of the filing.
    std::string out;          // Replaced when it stands there.
};

/// `in/` the official files: tables 3.1 … 3.10 as the run wrote them and the base files as sent;
/// `closing.csv`. No determination and no evidence: those stay in the bank. Returns the digest of
/// its manifest. Errors: `key_missing`, `key_pass_phrase`, those of make_package.
base::Result<std::string> write_filing_package(FilingPackage const& request);

}  // namespace service
