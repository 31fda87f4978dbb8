// Goal: rights end where they were granted, in place, in time and in class.
// Method: a bank with two branches; sessions opened before, on and after the days of grants and
// delegations; every pair of classes tried on one account.
#include "store/account.hpp"

#include <gtest/gtest.h>

#include "store/world_for_test.hpp"

namespace store {
namespace {

class AccountTest : public DatabaseTest {
protected:
    template <typename Work>
    auto change(Work work) {
        return value_of(transact(database(), {.now = start}, [&](Transaction& tx) {
            Session const session = value_of(open_upkeep_session(tx, bank_, "console"));
            return base::Result<std::invoke_result_t<Work, Transaction&, Session const&>>(
                work(tx, session));
        }));
    }

    void SetUp() override {
        DatabaseTest::SetUp();
        if (!database_) return;
        change([&](Transaction& tx, Session const& session) {
            bank_ = add_organisation(tx, session, place("bank", "")).value().id;
            return 0;
        });
        change([&](Transaction& tx, Session const& session) {
            east_ = add_organisation(tx, session, place("branch", bank_)).value().id;
            west_ = add_organisation(tx, session, place("branch", bank_)).value().id;
            for (auto const& [name, permissions] : std::map<std::string, std::set<std::string>>{
                     {"maker", {"determination.make", "submission.send"}},
                     {"auditor", {"audit.read"}},
                     {"security", {"security.account"}},
                     {"system", {"system.setting"}}})
                roles_[name] = value_of(add_role(tx, session, name, permissions)).id;
            anna_ = value_of(add_account(tx, session, {.name = "anna"})).id;
            bela_ = value_of(add_account(tx, session, {.name = "bela"})).id;
            return 0;
        });
    }

    static domain::Organisation place(std::string const& kind, std::string const& parent) {
        domain::Organisation out;
        out.kind = kind;
        if (!parent.empty()) out.parent = parent;
        return out;
    }

    std::string grant(std::string const& account, std::string const& role,
                      std::string const& organisation, std::optional<base::Day> to = {}) {
        return change([&](Transaction& tx, Session const& session) {
            auto const done = grant_role(
                tx, session,
                {account, roles_[role], organisation, *base::parse_day("2026-11-23"), to});
            return done ? std::string() : done.error().code;
        });
    }

    /// "refused", or what the account may do and where.
    std::string rights(std::string const& account, std::string const& tenant, Instant now = start) {
        return value_of(read(database(), {.now = now}, [&](Transaction& tx) {
            auto const session = open_session(tx, {.tenant = tenant, .account = account});
            if (!session) return base::Result<std::string>("refused");
            std::string out = join_words(session->permissions()) + " at";
            for (std::string const& path : session->paths())
                out += path.ends_with("/" + east_ + "/")   ? " east"
                       : path.ends_with("/" + west_ + "/") ? " west"
                       : path.ends_with("/" + bank_ + "/") ? " bank"
                                                           : " " + path;
            return base::Result<std::string>(out);
        }));
    }

    std::string bank_, east_, west_, anna_, bela_;
    std::map<std::string, std::string> roles_;
    static constexpr Instant day = 86'400'000;
};
ON_BOTH_DATABASES(AccountTest);

TEST_P(AccountTest, RightsEndWhereAndWhenTheyWereGranted) {
    EXPECT_EQ(rights(anna_, bank_), "refused");
    EXPECT_EQ(grant(anna_, "maker", east_, base::parse_day("2026-11-24")), "");
    EXPECT_EQ(rights(anna_, bank_), "determination.make submission.send at east");
    EXPECT_EQ(rights(anna_, east_), "determination.make submission.send at east");
    EXPECT_EQ(rights(anna_, west_), "refused");
    EXPECT_EQ(rights(anna_, bank_, start - day), "refused");
    EXPECT_EQ(rights(anna_, bank_, start + day), "determination.make submission.send at east");
    EXPECT_EQ(rights(anna_, bank_, start + 2 * day), "refused");
    EXPECT_EQ(rights(make_id(1), bank_), "refused");
    EXPECT_EQ(rights(anna_, make_id(1)), "refused");
}

TEST_P(AccountTest, AGrantAboveReachesNoFurtherThanTheTenant) {
    EXPECT_EQ(grant(anna_, "maker", bank_), "");
    EXPECT_EQ(rights(anna_, west_), "determination.make submission.send at west");
}

// A grant that names a foreign organisation under a path of its own gives nothing there.
TEST_P(AccountTest, AForgedGrantReachesNothing) {
    change([&](Transaction& tx, Session const& session) {
        domain::RoleGrant forged;
        forged.account = anna_;
        forged.role = roles_["maker"];
        forged.organisation = west_;
        forged.path = value_of(find<domain::Organisation>(tx, session, east_)).path;
        forged.valid_from = *base::parse_day("2026-01-01");
        return value_of(insert(tx, session, forged)).version;
    });
    EXPECT_EQ(rights(anna_, west_), "refused");
    EXPECT_EQ(rights(anna_, bank_), "refused");
}

TEST_P(AccountTest, ADisabledAccountOpensNothing) {
    EXPECT_EQ(grant(anna_, "maker", bank_), "");
    change([&](Transaction& tx, Session const& session) {
        domain::ApiToken token;
        token.account = anna_;
        token.token_hash = "hash";
        token.expires_at = instant_text(start + day);
        value_of(insert(tx, session, token));
        EXPECT_TRUE(value_of(find_api_token(tx, "hash")).has_value());
        value_of(set_account_state(tx, session, anna_, "disabled"));
        EXPECT_FALSE(value_of(find_api_token(tx, "hash")).has_value());
        return 0;
    });
    EXPECT_EQ(rights(anna_, bank_), "refused");
}

TEST_P(AccountTest, ADelegationGivesWhatTheGiverHolds) {
    EXPECT_EQ(grant(anna_, "maker", east_), "");
    change([&](Transaction& tx, Session const& session) {
        domain::Delegation wish;
        wish.from_account = anna_;
        wish.to_account = bela_;
        wish.permissions = "determination.make report.sign";
        wish.valid_from = *base::parse_day("2026-11-24");
        wish.valid_to = *base::parse_day("2026-11-25");
        return value_of(delegate(tx, session, wish)).version;
    });
    EXPECT_EQ(rights(bela_, bank_), "refused");
    EXPECT_EQ(rights(bela_, bank_, start + day), "determination.make at east");
    EXPECT_EQ(rights(bela_, bank_, start + 3 * day), "refused");
}

TEST_P(AccountTest, NobodyHoldsTwoOfTheThreeOffices) {
    std::vector<std::string> const names = {"maker", "auditor", "security", "system"};
    for (std::string const& one : names)
        for (std::string const& other : names) {
            SCOPED_TRACE(one + " and " + other);
            std::string const account = change([&](Transaction& tx, Session const& session) {
                return value_of(add_account(tx, session, {.name = one + other})).id;
            });
            EXPECT_EQ(grant(account, one, bank_), "");
            EXPECT_EQ(grant(account, other, bank_), one == other ? "" : "duties_mixed");
        }
    change([&](Transaction& tx, Session const& session) {
        EXPECT_EQ(add_role(tx, session, "both", {"audit.read", "system.setting"}).error().code,
                  "duties_mixed");
        EXPECT_EQ(add_role(tx, session, "both", {"audit.read", "submission.send"}).error().code,
                  "duties_mixed");
        domain::Delegation wish;
        wish.from_account = anna_;
        wish.to_account = bela_;
        wish.permissions = "audit.read submission.send";
        wish.valid_from = wish.valid_to = *base::parse_day("2026-11-24");
        EXPECT_EQ(delegate(tx, session, wish).error().code, "duties_mixed");
        return 0;
    });
}

}  // namespace
}  // namespace store
