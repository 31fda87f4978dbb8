// Standard roles: three administrators who are three people, and those who do the work.
#include "store/role.hpp"

namespace store {

std::span<StandardRole const> standard_roles() {
    static constexpr StandardRole all[] = {
        {"system_administrator", "system.job system.organisation system.setting"},
        {"security_administrator",
         "security.account security.delegation security.key security.role"},
        {"audit_administrator", "audit.read"},
        {"maker",
         "determination.make determination.read filing.make filing.read finding.close "
         "finding.read list.read month.read month.run platform_error.import receipt.read "
         "submission.read submission.send"},
        {"checker",
         "determination.check determination.read filing.check filing.read finding.check "
         "finding.read list.read month.read receipt.read submission.check submission.read"},
        {"signer",
         "determination.read filing.read filing.sign finding.read month.read receipt.read "
         "submission.read"},
        {"branch_manager", "determination.make determination.read month.read receipt.read"},
        {"host_operator", "host.read host.run"},
        {"list_keeper", "list.change list.read package.read receive.take release.read"},
        {"list_approver", "list.approve list.read package.read release.read"},
        {"correspondent",
         "inquiry.answer inquiry.read list.object list.read package.read receive.take "
         "release.read"},
        {"rule_author", "month.read receipt.read rule.draft"},
        {"credit_officer",
         "consent.read consent.use fact.change fact.read package.read party.read"},
        {"receiver",
         "inquiry.make inquiry.read list.read month.read package.read receipt.read receive.take "
         "submission.read"},
        {"matcher",
         "list.change list.read match.read match.run month.read package.read receipt.read "
         "submission.read"},
        {"releaser", "match.read month.read package.read release.make release.read"},
        {"release_approver", "match.read month.read release.approve release.read"},
        {"counter_clerk",
         "consent.grant consent.read consent.withdraw fact.change fact.read list.object list.read "
         "package.read party.change party.read receive.take release.read"},
        {"counter_second", "consent.grant consent.read fact.read party.read party.verify"},
        {"firm", "consent.grant consent.read consent.withdraw fact.read list.object list.read"},
        {"party_keeper", "party.change party.read"},
        {"party_verifier", "party.read party.verify"},
        {"reader",
         "determination.read filing.read finding.read list.read month.read party.read "
         "receipt.read submission.read"},
    };
    return all;
}

}  // namespace store
