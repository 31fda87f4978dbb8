// Standard roles: three administrators who are three people, and those who do the work.
#include "store/role.hpp"

namespace store {

std::span<StandardRole const> standard_roles() {
    static constexpr StandardRole all[] = {
        {"system_administrator", "system.job system.organisation system.setting"},
        {"security_administrator", "security.account security.delegation security.role"},
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
        {"list_keeper", "list.change list.read"},
        {"list_approver", "list.approve list.read"},
        {"party_keeper", "party.change party.read"},
        {"reader",
         "determination.read filing.read finding.read list.read month.read party.read "
         "receipt.read submission.read"},
    };
    return all;
}

}  // namespace store
