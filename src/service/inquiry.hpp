// 核实单: the central bank asks a bank about its figures, the bank answers, both words are kept and
// no figure is edited for a bank.
#pragma once

#include <string>

#include "domain/inquiry.hpp"
#include "service/place.hpp"

namespace service {

struct InquiryWish {
    std::string month;       // YYYY-MM
    std::string legal_uscc;  // Who is asked.
    std::string recipient;   // Organisation that the package goes to; "": the legal person itself.
    std::string question;
    std::string about;  // Tables, rows, contracts and receipts, one blank between.
    std::optional<base::Day> due_on;
};

/// Edition `pboc`: records the inquiry and sends it. Errors: `inquiry_malformed`, those of
/// `send_parcel`.
base::Result<domain::Inquiry> ask_bank(Place const& place, Caller const& caller,
                                       InquiryWish const& wish);

struct InquiryWords {
    std::string inquiry;  // Row id.
    int64_t version = 0;  // That the caller read.
    std::string text;
    std::string filing;  // Edition `bank`: id of the package that was filed again; may be "".
};

/// Edition `bank`: sent or reopened → answered, and sends the answer. Errors: `inquiry_state`,
/// `inquiry_malformed`, `version_stale`, those of `send_parcel`.
base::Result<domain::Inquiry> answer_inquiry(Place const& place, Caller const& caller,
                                             InquiryWords const& words);

/// Edition `pboc`: answered → accepted. Errors: `inquiry_state`, `version_stale`.
base::Result<domain::Inquiry> accept_answer(Place const& place, Caller const& caller,
                                            InquiryWords const& words);

/// Edition `pboc`: answered or accepted → reopened, and asks again. Errors: as `answer_inquiry`.
base::Result<domain::Inquiry> reopen_inquiry(Place const& place, Caller const& caller,
                                             InquiryWords const& words);

}  // namespace service
