// Goal: a consent is worth what its subject signed, and only while it lasts.
// Method: the canonical text by hand; each field wrong once; each state at both sides of its edge.
#include "domain/consent.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"

namespace domain {
namespace {

base::Day day(char const* text) { return base::parse_day(text).value(); }

Consent by_phone() {
    return {.id = "c1",
            .subject = "firm-1",
            .holder = "tax",
            .user = "bank-1",
            .dataset = "tax.return",
            .fields = "revenue,tax_paid",
            .purpose = "credit",
            .mode = "query",
            .from = day("2026-01-01"),
            .to = day("2026-12-31"),
            .retention_days = 0,
            .uses_a_day = 2,
            .uses_in_all = std::nullopt,
            .made_how = "phone",
            .made_by = {},
            .witnessed_by = {},
            .scan_sm3 = {},
            .clause = "clause-2026-1"};
}

Consent at_counter() {
    Consent out = by_phone();
    out.made_how = "counter";
    out.made_by = "teller 7";
    out.witnessed_by = "teller 9";
    out.scan_sm3 = std::string(64, '0');
    return out;
}

struct Person {
    base::PrivateKey key = base::PrivateKey::make(base::KeyKind::ed25519);
    SigningKey row;

    Person(std::string name, std::string organisation, std::string role)
        : row(register_row(key.public_key(), std::move(name), std::move(organisation),
                           std::move(role), day("2026-01-01"))) {}
    Seal seal(std::string kind, std::string digest) const {
        return make_seal(key, {.kind = std::move(kind),
                               .digest = std::move(digest),
                               .role = row.role,
                               .name = row.name,
                               .key_id = "",
                               .at = "2026-02-02T02:02:02.002Z",
                               .signature = ""})
            .value();
    }
    Seal seal(Consent const& consent) const { return seal("consent", consent_digest(consent)); }
};

TEST(Consent, DigestIsOfTheTextByHand) {
    EXPECT_EQ(consent_digest(by_phone()),
              base::digest_hex(base::DigestKind::sm3,
                               "wupian.consent.v1\nid=c1\nsubject=firm-1\nholder=tax\nuser=bank-1\n"
                               "dataset=tax.return\nfields=revenue,tax_paid\npurpose=credit\n"
                               "mode=query\nfrom=2026-01-01\nto=2026-12-31\nretention_days=0\n"
                               "uses_a_day=2\nuses_in_all=\nmade_how=phone\nmade_by=\n"
                               "witnessed_by=\nscan_sm3=\nclause=clause-2026-1\n"));
}

TEST(Consent, EachFieldWrongOnce) {
    struct Case {
        char const* field;
        void (*spoil)(Consent&);
    };
    Case const cases[] = {
        {"", [](Consent&) {}},
        {"id", [](Consent& c) { c.id.clear(); }},
        {"subject", [](Consent& c) { c.subject = "a\nb"; }},
        {"clause", [](Consent& c) { c.clause.clear(); }},
        {"fields", [](Consent& c) { c.fields = "tax_paid,revenue"; }},
        {"fields", [](Consent& c) { c.fields = "revenue,revenue"; }},
        {"fields", [](Consent& c) { c.fields = "*"; }},
        {"fields", [](Consent& c) { c.fields = ""; }},
        {"purpose", [](Consent& c) { c.purpose = "anything"; }},
        {"mode", [](Consent& c) { c.mode = "copy"; }},
        {"to", [](Consent& c) { c.to = day("2025-12-31"); }},
        {"", [](Consent& c) { c.to = day("2028-12-31"); }},
        {"to", [](Consent& c) { c.to = day("2029-01-01"); }},
        {"retention_days", [](Consent& c) { c.retention_days = 1; }},
        {"retention_days", [](Consent& c) { c.mode = "keep"; }},
        {"uses_a_day", [](Consent& c) { c.uses_a_day = 0; }},
        {"made_how", [](Consent& c) { c.made_how = "mail"; }},
        {"made_by", [](Consent& c) { c.made_by = "teller 7"; }},
        {"", [](Consent& c) { c = at_counter(); }},
        {"made_by", [](Consent& c) { c = at_counter(), c.made_by.reset(); }},
        {"witnessed_by", [](Consent& c) { c = at_counter(), c.witnessed_by = c.made_by; }},
        {"scan_sm3", [](Consent& c) { c = at_counter(), c.scan_sm3 = "scan.pdf"; }}};
    for (Case const& c : cases) {
        Consent consent = by_phone();
        c.spoil(consent);
        auto const checked = check_consent(consent);
        EXPECT_EQ(checked ? "" : checked.error().at.field, c.field);
    }
    EXPECT_FALSE(check_consent(by_phone(), {.months_max = 11}).has_value());
}

TEST(Consent, SignedByItsSubject) {
    Person const firm("法人", "firm-1", "subject"), other("别人", "firm-2", "subject");
    auto const keys = KeyRegister::make({firm.row, other.row}).value();
    Consent const consent = by_phone();
    std::vector<Seal> const good = {firm.seal(consent)};
    EXPECT_TRUE(verify_consent(consent, good, keys).has_value());
    EXPECT_EQ(verify_consent(consent, {}, keys).error().code, "consent_unsigned");
    std::vector<Seal> const foreign = {other.seal(consent)};
    EXPECT_FALSE(verify_consent(consent, foreign, keys).has_value());
    // Any column that says something else is another consent.
    for (base::Column const& column : base::record_of<Consent>.columns) {
        Consent changed = consent;
        base::Value value = column.get(&changed);
        if (auto* const text = std::get_if<std::string>(&value))
            *text += "x";
        else if (auto* const number = std::get_if<int64_t>(&value))
            ++*number;
        else if (auto* const date = std::get_if<base::Day>(&value))
            *date = base::add_days(*date, 1);
        else
            value = column.type == base::ValueType::text ? base::Value(std::string("x"))
                                                         : base::Value(int64_t(7));
        column.set(&changed, std::move(value));
        EXPECT_FALSE(verify_consent(changed, good, keys).has_value()) << column.name;
    }
}

TEST(Consent, AtACounterTwoPeopleSign) {
    Person const maker("甲", "bank-1", "maker"), checker("乙", "bank-1", "checker"),
        same("甲", "bank-1", "checker"), foreign("丙", "bank-2", "checker"),
        firm("法人", "firm-1", "subject");
    auto const keys =
        KeyRegister::make({maker.row, checker.row, same.row, foreign.row, firm.row}).value();
    Consent const consent = at_counter();
    auto const signed_by = [&](std::vector<Person const*> people) {
        std::vector<Seal> seals;
        for (Person const* person : people) seals.push_back(person->seal(consent));
        return verify_consent(consent, seals, keys).has_value();
    };
    EXPECT_TRUE(signed_by({&maker, &checker}));
    EXPECT_TRUE(signed_by({&foreign, &checker, &maker}));
    EXPECT_FALSE(signed_by({&maker}));
    EXPECT_FALSE(signed_by({&maker, &maker}));
    EXPECT_FALSE(signed_by({&maker, &same}));     // One person with two keys.
    EXPECT_FALSE(signed_by({&maker, &foreign}));  // Of another bank.
    EXPECT_FALSE(signed_by({&firm}));
}

TEST(Consent, StatesAtTheirEdges) {
    Consent consent = by_phone();
    consent.uses_in_all = 5;
    // 2026-01-01 00:00 in China is 2025-12-31 16:00 UTC: 1767196800 s. 2027-01-01: 365 days later.
    int64_t const begin = 1'767'196'800'000, end = begin + int64_t(365) * 86'400'000;
    ConsentUses const none{.verified = true};
    EXPECT_EQ(state_of(consent, begin - 1, none), ConsentState::not_yet);
    EXPECT_EQ(state_of(consent, begin, none), ConsentState::granted);
    EXPECT_EQ(state_of(consent, end - 1, none), ConsentState::granted);
    EXPECT_EQ(state_of(consent, end, none), ConsentState::expired);
    EXPECT_EQ(state_of(consent, begin, {.verified = true, .today = 1}), ConsentState::granted);
    EXPECT_EQ(state_of(consent, begin, {.verified = true, .today = 2}), ConsentState::used_up);
    EXPECT_EQ(state_of(consent, begin, {.verified = true, .in_all = 5}), ConsentState::used_up);
    EXPECT_EQ(state_of(consent, begin, {.verified = true, .withdrawn = true}),
              ConsentState::withdrawn);
    EXPECT_EQ(state_of(consent, begin, {}), ConsentState::broken);
    EXPECT_EQ(consent_state_text(ConsentState::used_up), "used_up");
}

TEST(Consent, Withdrawn) {
    Person const firm("法人", "firm-1", "subject"), other("别人", "firm-2", "subject");
    auto const keys = KeyRegister::make({firm.row, other.row}).value();
    Consent const consent = by_phone();
    Withdrawal withdrawal{
        consent_digest(consent), "firm-1", "2026-03-03T03:03:03.003Z", "phone", {}, {}, {}};
    auto const verified = [&](Person const& by) {
        std::vector<Seal> const seals = {by.seal("withdrawal", withdrawal_digest(withdrawal))};
        return verify_withdrawal(withdrawal, consent, seals, keys).has_value();
    };
    EXPECT_TRUE(verified(firm));
    EXPECT_FALSE(verified(other));
    std::vector<Seal> const reused = {firm.seal(consent)};  // The grant is no withdrawal.
    EXPECT_FALSE(verify_withdrawal(withdrawal, consent, reused, keys).has_value());
    withdrawal.consent_digest = std::string(64, '0');
    EXPECT_FALSE(verified(firm));
}

TEST(VerifiedConsents, LooksOnceAtEachContent) {
    Person const firm("法人", "firm-1", "subject");
    auto const keys = KeyRegister::make({firm.row}).value();
    VerifiedConsents cache(2);
    std::vector<Consent> consents;
    for (char const* id : {"c1", "c2", "c3"}) {
        consents.push_back(by_phone());
        consents.back().id = id;
    }
    auto const verify = [&](size_t i) {
        std::vector<Seal> const seals = {firm.seal(consents[i])};
        return cache.verify(consents[i], seals, keys).has_value();
    };
    EXPECT_TRUE(verify(0) && verify(0) && verify(1) && verify(0));
    EXPECT_EQ(cache.verified(), 2);
    EXPECT_TRUE(verify(2));  // Puts out the oldest.
    EXPECT_TRUE(verify(1));
    EXPECT_EQ(cache.verified(), 3);
    EXPECT_TRUE(verify(0));
    EXPECT_EQ(cache.verified(), 4);
    Consent changed = consents[1];
    changed.fields = "revenue,secret,tax_paid";
    std::vector<Seal> const seals = {firm.seal(consents[1])};
    EXPECT_FALSE(cache.verify(changed, seals, keys).has_value());
}

TEST(Consent, AllowsWhatItSays) {
    Consent const consent = by_phone();
    WantedUse const good{"bank-1", "tax.return", "credit", "query", {"revenue"}};
    EXPECT_TRUE(allows(consent, good));
    for (WantedUse const& wanted :
         {WantedUse{"bank-2", "tax.return", "credit", "query", {"revenue"}},
          WantedUse{"bank-1", "tax.other", "credit", "query", {"revenue"}},
          WantedUse{"bank-1", "tax.return", "matching", "query", {"revenue"}},
          WantedUse{"bank-1", "tax.return", "credit", "keep", {"revenue"}},
          WantedUse{"bank-1", "tax.return", "credit", "query", {"revenue", "owner"}},
          WantedUse{"bank-1", "tax.return", "credit", "query", {}}})
        EXPECT_FALSE(allows(consent, wanted));
}

}  // namespace
}  // namespace domain
