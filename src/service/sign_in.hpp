// Signing in and out: passwords with one-time codes and lock-out, identities of others, and the
// sign-in that stands for a person afterwards.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/account.hpp"
#include "service/place.hpp"
#include "store/account.hpp"

namespace service {

inline constexpr int64_t sign_in_idle_ms = 30 * 60'000;
inline constexpr int64_t sign_in_age_ms = 12 * 3'600'000;
inline constexpr int64_t failures_max = 5;            // Wrong passwords in a row …
inline constexpr int64_t locked_ms = 15 * 60'000;     // … lock the account for so long.
inline constexpr int64_t rotation_grace_ms = 60'000;  // Requests on their way when a token changes.

struct PasswordSignIn {
    std::string organisation;  // Id or unified social credit code.
    std::string name;
    std::string password;
    std::string code;  // One-time; "" without one.
};

/// A sign-in with its secret, which is kept nowhere.
struct SignedIn {
    std::string secret;
    domain::SignIn row;
};

/// Errors: `sign_in_refused` (no such account, wrong password, locked or disabled: one answer for
/// all), `sign_in_code` (the password holds and a one-time code is needed or wrong); unauthorized.
base::Result<SignedIn> sign_in(Place const& place, store::Moment const& moment,
                               PasswordSignIn const& wish);

/// For somebody whom a provider or gateway has proved. Errors: `sign_in_refused`.
base::Result<SignedIn> sign_in_external(Place const& place, store::Moment const& moment,
                                        store::External const& external);

/// Ends a sign-in. Nothing is there to end: done.
base::Result<void> sign_out(Place const& place, store::Moment const& moment,
                            std::string const& secret);

/// The same sign-in under a new secret, in another organisation when one is given; the old secret
/// works for `rotation_grace_ms` more. Errors: `sign_in_refused`, `session_refused`.
base::Result<SignedIn> renew(Place const& place, store::Moment const& moment,
                             std::string const& secret, std::string const& organisation = "");

/// Sets the caller's own password; ends all of the account's sign-ins and opens a new one. Errors:
/// `sign_in_refused` (the old one is wrong), those of check_policy, `password_same`.
base::Result<SignedIn> change_password(Place const& place, Caller const& caller,
                                       std::string const& before, std::string const& after);

/// A second factor for the caller, in two steps: a secret to put into an app, and its first code.
struct OtpWish {
    std::string secret;  // Base32, shown once.
    std::string uri;
};
base::Result<OtpWish> begin_otp(Place const& place, Caller const& caller);
/// Errors: `sign_in_code`; `otp_set` (conflict) when there is one: an administrator's reset takes
/// it away.
base::Result<void> confirm_otp(Place const& place, Caller const& caller, std::string const& secret,
                               std::string const& code);

/// What people call somebody and the organisation that they act in.
struct Names {
    std::string person;
    std::string organisation;
};
base::Result<Names> names_of(Place const& place, store::Moment const& moment,
                             store::Identity const& identity);

/// SM3 of a token: what the store keeps of it.
std::string token_hash(std::string const& secret);

/// A password that its owner must change at the first sign-in. Takes the account's other ways in
/// away. Errors: those of check_policy, `object_not_found`.
base::Result<void> set_first_password(store::Transaction& tx, store::Session const& session,
                                      std::string const& account, std::string const& password);

/// 20 characters that a person can read out.
std::string make_password();

}  // namespace service
