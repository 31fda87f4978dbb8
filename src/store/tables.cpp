// The list of all tables, for backup, tests and checks.
#include "store/tables.hpp"

namespace store {

std::vector<Table const*> const& all_tables() {
    static std::vector<Table const*> const all = {
        &table_of<domain::Organisation>,
        &table_of<domain::Party>,
        &table_of<domain::PartyIdentifier>,
        &table_of<domain::Role>,
        &table_of<domain::Account>,
        &table_of<domain::RoleGrant>,
        &table_of<domain::Delegation>,
        &table_of<domain::SignIn>,
        &table_of<domain::ApiToken>,
        &table_of<domain::Fact>,
        &table_of<domain::ConsentRow>,
        &table_of<domain::ConsentUse>,
        &table_of<domain::ListRevision>,
        &table_of<domain::ListCoverageRow>,
        &table_of<domain::ListEntryRow>,
        &table_of<domain::FilingMonth>,
        &table_of<domain::Submission>,
        &table_of<domain::Determination>,
        &table_of<domain::Job>,
        &table_of<domain::OutboxMessage>,
        &table_of<domain::IdempotencyKey>,
        &table_of<domain::Setting>,
        &table_of<domain::AuditRow>,
        &table_of<domain::Explanation>,
        &table_of<domain::PlatformError>,
        &table_of<domain::Filing>,
        &table_of<domain::FilingSeal>,
        &table_of<domain::Evidence>,
        &table_of<domain::BranchNumber>,
        &table_of<domain::BookMapping>,
        &table_of<domain::TrustedKey>,
        &table_of<domain::PackageRow>,
        &table_of<domain::ListChange>,
        &table_of<domain::ListObjection>,
        &table_of<domain::ConsentWithdrawal>,
        &table_of<domain::CounterConsent>,
        &table_of<domain::ReleasedCell>,
        &table_of<domain::Inquiry>,
        &table_of<domain::InquiryTurn>,
        &table_of<domain::ReleaseRow>,
        &table_of<domain::RuleDraft>,
    };
    return all;
}

std::vector<Table const*> tables_of(domain::Edition edition) {
    std::vector<Table const*> out;
    for (Table const* const table : all_tables())
        if (table->editions & edition) out.push_back(table);
    return out;
}

}  // namespace store
