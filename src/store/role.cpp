// Standard roles: three administrators who are three people, and those who do the work.
#include "store/role.hpp"

namespace store {

std::span<StandardRole const> standard_roles() {
    static constexpr StandardRole all[] = {
        {"system_administrator", "system.job system.organisation system.setting"},
        {"security_administrator", "security.account security.delegation security.role"},
        {"audit_administrator", "audit.read"},
        {"maker", "determination.make list.read month.read submission.read submission.send"},
        {"checker", "determination.check list.read month.read submission.check submission.read"},
        {"list_keeper", "list.change list.read"},
        {"list_approver", "list.approve list.read"},
        {"party_keeper", "party.change party.read"},
        {"reader", "list.read month.read party.read"},
    };
    return all;
}

}  // namespace store
