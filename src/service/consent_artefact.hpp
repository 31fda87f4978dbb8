// The artefact of a consent as it is stored: two lines of the consent, then its seals, all CSV.
#pragma once

#include <string>

#include "service/consent_desk.hpp"

namespace service {

std::string artefact_of(SignedConsent const& given);
std::string artefact_of(SignedWithdrawal const& given);

/// Errors: `consent_artefact`, those of parse_csv_rows.
base::Result<SignedConsent> read_consent(std::string const& artefact);
base::Result<SignedWithdrawal> read_withdrawal(std::string const& artefact);

/// The files of a package as artefacts: each row with the seals over its digest. Errors: as above.
base::Result<std::vector<SignedConsent>> read_consents(std::string const& rows,
                                                       std::string const& seals);
base::Result<std::vector<SignedWithdrawal>> read_withdrawals(std::string const& rows,
                                                             std::string const& seals);

}  // namespace service
