// Every table of the record: its struct, whose rows a session sees, and the permissions it asks.
#pragma once

#include "domain/account.hpp"
#include "domain/audit.hpp"
#include "domain/closing_row.hpp"
#include "domain/consent_row.hpp"
#include "domain/counter_consent.hpp"
#include "domain/exchange.hpp"
#include "domain/fact.hpp"
#include "domain/filing.hpp"
#include "domain/filing_row.hpp"
#include "domain/inquiry.hpp"
#include "domain/list_row.hpp"
#include "domain/list_work.hpp"
#include "domain/organisation.hpp"
#include "domain/release_row.hpp"
#include "domain/rule_draft.hpp"
#include "domain/work.hpp"
#include "store/table.hpp"

namespace store {

#define STORE_TABLE(type, ...)              \
    template <>                             \
    inline constexpr Table table_of<type> { \
        &base::record_of<type>, __VA_ARGS__ \
    }

STORE_TABLE(domain::Organisation, Scope::path, "", "system.organisation");
STORE_TABLE(domain::Party, Scope::tenant);
STORE_TABLE(domain::PartyIdentifier, Scope::tenant);
STORE_TABLE(domain::Role, Scope::permission, "", "security.role");
STORE_TABLE(domain::Account, Scope::tenant, "", "security.account");
STORE_TABLE(domain::RoleGrant, Scope::tenant, "security.account", "security.account");
STORE_TABLE(domain::Delegation, Scope::tenant);
STORE_TABLE(domain::SignIn, Scope::tenant);
STORE_TABLE(domain::ApiToken, Scope::tenant);
STORE_TABLE(domain::Fact, Scope::party);
STORE_TABLE(domain::ConsentRow, Scope::party);
STORE_TABLE(domain::ConsentUse, Scope::party);
STORE_TABLE(domain::ListRevision, Scope::tenant);
STORE_TABLE(domain::ListCoverageRow, Scope::tenant);
STORE_TABLE(domain::ListEntryRow, Scope::tenant);
STORE_TABLE(domain::FilingMonth, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::Submission, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::Determination, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::Job, Scope::tenant);
STORE_TABLE(domain::OutboxMessage, Scope::tenant);
STORE_TABLE(domain::IdempotencyKey, Scope::tenant);
STORE_TABLE(domain::Setting, Scope::tenant);
STORE_TABLE(domain::AuditRow, Scope::tenant, "audit.read", "audit.write");
STORE_TABLE(domain::Explanation, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::PlatformError, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::Filing, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::FilingSeal, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::Evidence, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::BranchNumber, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::BookMapping, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::TrustedKey, Scope::lineage, "", "security.key");
STORE_TABLE(domain::PackageRow, Scope::path);
STORE_TABLE(domain::ListChange, Scope::tenant);
STORE_TABLE(domain::ListObjection, Scope::path);
STORE_TABLE(domain::ConsentWithdrawal, Scope::party);
STORE_TABLE(domain::CounterConsent, Scope::tenant, "", "consent.grant", domain::window);
STORE_TABLE(domain::ReleasedCell, Scope::tenant);
STORE_TABLE(domain::Inquiry, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::InquiryTurn, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::ReleaseRow, Scope::tenant, "", "", domain::with_receipts);
STORE_TABLE(domain::RuleDraft, Scope::tenant);

#undef STORE_TABLE

/// All of them; those that others refer to come first.
std::vector<Table const*> const& all_tables();

/// Those of an edition.
std::vector<Table const*> tables_of(domain::Edition edition);

}  // namespace store
