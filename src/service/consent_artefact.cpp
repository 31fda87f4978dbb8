// Artefacts and packages of consents in CSV.
#include "service/consent_artefact.hpp"

namespace service {
namespace {

constexpr char file[] = "artefact";

template <typename Row>
std::string text_of(Row const& row, std::vector<domain::Seal> const& seals) {
    std::string out = base::csv_header(base::record_of<Row>) + "\n";
    base::append_csv_row(out, base::record_of<Row>, &row);
    return out + domain::seals_csv(seals);
}

template <typename Row>
base::Result<std::vector<Row>> rows_of(std::string_view text) {
    auto values = TRY(base::parse_csv_rows(base::record_of<Row>, text, file));
    std::vector<Row> out(values.size());
    for (size_t i = 0; i < values.size(); ++i)
        base::assign(base::record_of<Row>, &out[i], std::move(values[i]));
    return out;
}

/// Header and one row, no line break inside: what is signed holds no control character.
template <typename Row>
base::Result<std::pair<Row, std::vector<domain::Seal>>> split(std::string const& artefact) {
    size_t const first = artefact.find('\n');
    size_t const second = artefact.find('\n', first + 1);
    if (first == std::string::npos || second == std::string::npos)
        return base::fail(base::ErrorKind::internal, "consent_artefact", {});
    auto rows = TRY(rows_of<Row>(std::string_view(artefact).substr(0, second + 1)));
    auto seals = TRY(domain::parse_seals(std::string_view(artefact).substr(second + 1), file));
    if (rows.size() != 1) return base::fail(base::ErrorKind::internal, "consent_artefact", {});
    return std::pair(std::move(rows[0]), std::move(seals));
}

std::vector<domain::Seal> seals_over(std::vector<domain::Seal> const& seals,
                                     std::string const& digest) {
    std::vector<domain::Seal> out;
    for (domain::Seal const& seal : seals)
        if (seal.digest == digest) out.push_back(seal);
    return out;
}

}  // namespace

std::string artefact_of(SignedConsent const& given) { return text_of(given.consent, given.seals); }

std::string artefact_of(SignedWithdrawal const& given) {
    return text_of(given.withdrawal, given.seals);
}

base::Result<SignedConsent> read_consent(std::string const& artefact) {
    auto parts = TRY(split<domain::Consent>(artefact));
    return SignedConsent{std::move(parts.first), std::move(parts.second)};
}

base::Result<SignedWithdrawal> read_withdrawal(std::string const& artefact) {
    auto parts = TRY(split<domain::Withdrawal>(artefact));
    return SignedWithdrawal{std::move(parts.first), std::move(parts.second)};
}

base::Result<std::vector<SignedConsent>> read_consents(std::string const& rows,
                                                       std::string const& seals) {
    auto const all = TRY(domain::parse_seals(seals, "seal.csv"));
    auto const consents = TRY(rows_of<domain::Consent>(rows));
    std::vector<SignedConsent> out;
    for (domain::Consent const& one : consents)
        out.push_back({one, seals_over(all, domain::consent_digest(one))});
    return out;
}

base::Result<std::vector<SignedWithdrawal>> read_withdrawals(std::string const& rows,
                                                             std::string const& seals) {
    auto const all = TRY(domain::parse_seals(seals, "seal.csv"));
    auto const withdrawals = TRY(rows_of<domain::Withdrawal>(rows));
    std::vector<SignedWithdrawal> out;
    for (domain::Withdrawal const& one : withdrawals)
        out.push_back({one, seals_over(all, domain::withdrawal_digest(one))});
    return out;
}

}  // namespace service
