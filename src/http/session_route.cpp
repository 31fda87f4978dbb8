// Who is signed in, and how one comes to be.
#include "http/session_route.hpp"

#include "http/reply.hpp"
#include "service/sign_in.hpp"
#include "store/tables.hpp"

namespace http {

/// The body of POST /v1/session.
struct SignInWish {
    std::string organisation;
    std::string name;
    std::string password;
    std::optional<std::string> code;
};

inline constexpr auto sign_in_wish_columns = base::columns<SignInWish>({
    base::column<&SignInWish::organisation>({.text = "Id or unified social credit code."}),
    base::column<&SignInWish::name>({.text = "Sign-in name."}),
    base::column<&SignInWish::password>({.text = "Password."}),
    base::column<&SignInWish::code>({.text = "One-time code, when the account has one."}),
});

struct PasswordWish {
    std::string before;
    std::string after;
};

inline constexpr auto password_wish_columns = base::columns<PasswordWish>({
    base::column<&PasswordWish::before>({.text = "Password so far."}),
    base::column<&PasswordWish::after>({.text = "New password."}),
});

struct OtpConfirm {
    std::string secret;
    std::string code;
};

inline constexpr auto otp_confirm_columns = base::columns<OtpConfirm>({
    base::column<&OtpConfirm::secret>({.text = "As it was shown."}),
    base::column<&OtpConfirm::code>({.text = "First code of the app."}),
});

struct OtpShown {
    std::string secret;
    std::string uri;
};

inline constexpr auto otp_shown_columns = base::columns<OtpShown>({
    base::column<&OtpShown::secret>({.text = "Base32; shown this once."}),
    base::column<&OtpShown::uri>({.text = "otpauth URI, for a QR code."}),
});

struct RenewWish {
    std::optional<std::string> organisation;
};

inline constexpr auto renew_wish_columns = base::columns<RenewWish>({
    base::column<&RenewWish::organisation>({.text = "Where to act from now on; null: as before.",
                                            .editor = base::Editor::organisation}),
});

/// Who is signed in, for the page.
struct SessionShown {
    std::string account;
    std::string name;
    std::string organisation;
    std::string organisation_name;
    std::string roles;
    std::string permissions;
    bool must_change = false;
    std::string edition;
    std::optional<std::string> notice;
};

inline constexpr auto session_shown_columns = base::columns<SessionShown>({
    base::column<&SessionShown::account>(
        {.text = "Id of the account.", .key = true, .editor = base::Editor::account}),
    base::column<&SessionShown::name>({.text = "Name shown of the person."}),
    base::column<&SessionShown::organisation>(
        {.text = "Id of the organisation acted in.", .editor = base::Editor::organisation}),
    base::column<&SessionShown::organisation_name>({.text = "Its name."}),
    base::column<&SessionShown::roles>({.text = "Names, one blank between."}),
    base::column<&SessionShown::permissions>({.text = "Sorted, one blank between."}),
    base::column<&SessionShown::must_change>({.text = "The password must be changed first."}),
    base::column<&SessionShown::edition>(
        {.text = "Edition.", .choices = "bank pboc province window"}),
    base::column<&SessionShown::notice>(
        {.text = "What every page says of the data.", .choices = "synthetic"}),
});

/// What the sign-in page may know.
struct PortalShown {
    std::string edition;
    std::string version;
    std::optional<std::string> name;
    std::optional<std::string> notice;
    bool provider = false;
};

inline constexpr auto portal_shown_columns = base::columns<PortalShown>({
    base::column<&PortalShown::edition>(
        {.text = "Edition.", .choices = "bank pboc province window"}),
    base::column<&PortalShown::version>({.text = "Of the program."}),
    base::column<&PortalShown::name>({.text = "What people call this deployment."}),
    base::column<&PortalShown::notice>(
        {.text = "What every page says of the data.", .choices = "synthetic"}),
    base::column<&PortalShown::provider>({.text = "A provider signs people in."}),
});

}  // namespace http

template <>
inline constexpr base::Record base::record_of<http::SignInWish>{"sign_in_wish",
                                                                http::sign_in_wish_columns};
template <>
inline constexpr base::Record base::record_of<http::PasswordWish>{"password_wish",
                                                                  http::password_wish_columns};
template <>
inline constexpr base::Record base::record_of<http::OtpConfirm>{"otp_confirm",
                                                                http::otp_confirm_columns};
template <>
inline constexpr base::Record base::record_of<http::OtpShown>{"otp_shown", http::otp_shown_columns};
template <>
inline constexpr base::Record base::record_of<http::RenewWish>{"renew_wish",
                                                               http::renew_wish_columns};
template <>
inline constexpr base::Record base::record_of<http::PortalShown>{"portal",
                                                                 http::portal_shown_columns};
template <>
inline constexpr base::Record base::record_of<http::SessionShown>{"session",
                                                                  http::session_shown_columns};

namespace http {
namespace {

using Desk = std::shared_ptr<SessionDesk const>;

constexpr std::string_view path = "/v1/session";
constexpr std::string_view state_cookie = "sign_in_state";

Route make_route(Method method, std::string tail, std::string permission, std::string summary) {
    Route route;
    route.method = method;
    route.path = std::string(path) + std::move(tail);
    route.permission = std::move(permission);
    route.purpose = store::Purpose::security;
    route.summary = std::move(summary);
    if (method != Method::get) route.rate = RateClass::write;
    return route;
}

void shows_session(Route& route) {
    route.reply = ReplyKind::record;
    route.reply_record = &base::record_of<SessionShown>;
}

template <typename T>
void takes(Route& route) {
    route.body = BodyKind::record;
    route.body_record = &base::record_of<T>;
}

store::Moment moment_of(Call const& call) {
    return {.now = call.now_ms, .request = call.request.id};
}

base::Result<service::Known> known_of(Desk const& desk, Call const& call,
                                      service::SignedIn const& signed_in) {
    auto known = TRY(desk->gate.find_sign_in(signed_in.secret, moment_of(call)));
    if (!known) return base::fail(base::ErrorKind::unauthorized, "sign_in_refused", {});
    return std::move(*known);
}

std::optional<std::string> some(std::string const& text) {
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

/// `identity` says who and where, `holder` (service::Known or Identity) what they may do.
template <typename Holder>
base::Result<Answer> session_answer(Desk const& desk, Call const& call,
                                    store::Identity const& identity, Holder const& holder) {
    auto const names = TRY(service::names_of(desk->place, moment_of(call), identity));
    SessionShown out;
    out.account = identity.account;
    out.name = names.person;
    out.organisation = identity.tenant;
    out.organisation_name = names.organisation;
    out.roles = store::join_words({holder.roles.begin(), holder.roles.end()});
    out.permissions = store::join_words({holder.permissions.begin(), holder.permissions.end()});
    out.must_change = holder.must_change;
    out.edition = to_text(desk->place.edition);
    out.notice = some(desk->words.notice);
    return record_answer(out);
}

/// A fresh sign-in in the browser.
base::Result<Answer> open(Desk const& desk, Call const& call, service::SignedIn const& signed_in) {
    auto const known = TRY(known_of(desk, call, signed_in));
    Answer answer = TRY(session_answer(desk, call, known.identity, known));
    answer.fields = desk->proof().open_fields(signed_in.secret);
    return answer;
}

std::string secret_of(Desk const& desk, Call const& call) {
    return find_cookie(call.request, desk->proof().cookie_name("session")).value_or("");
}

base::Result<Answer> post_session(Desk const& desk, Call& call) {
    auto const wish = body_of<SignInWish>(call);
    service::PasswordSignIn const with = {wish.organisation, wish.name, wish.password,
                                          wish.code.value_or("")};
    auto const signed_in = TRY(service::sign_in(desk->place, moment_of(call), with));
    return open(desk, call, signed_in);
}

base::Result<Answer> get_session(Desk const& desk, Call const& call) {
    Answer answer = TRY(session_answer(desk, call, caller_of(call).identity, call.identity));
    // A page that was opened before the server was started again needs a new token.
    std::string const secret = secret_of(desk, call);
    if (!secret.empty()) answer.fields = desk->proof().open_fields(secret);
    return answer;
}

base::Result<Answer> get_portal(Desk const& desk) {
    PortalShown out;
    out.edition = to_text(desk->place.edition);
    out.version = desk->words.version;
    out.name = some(desk->words.name);
    out.notice = some(desk->words.notice);
    out.provider = desk->oidc != nullptr;
    return record_answer(out);
}

base::Result<Answer> delete_session(Desk const& desk, Call const& call) {
    TRY_VOID(service::sign_out(desk->place, moment_of(call), secret_of(desk, call)));
    desk->gate.forget();
    Answer answer;
    answer.fields = desk->proof().close_fields();
    return answer;
}

base::Result<Answer> post_renew(Desk const& desk, Call& call) {
    auto const wish = body_of<RenewWish>(call);
    auto const renewed = TRY(service::renew(desk->place, moment_of(call), secret_of(desk, call),
                                            wish.organisation.value_or("")));
    desk->gate.forget();
    return open(desk, call, renewed);
}

base::Result<Answer> put_password(Desk const& desk, Call& call) {
    auto const wish = body_of<PasswordWish>(call);
    auto const signed_in =
        TRY(service::change_password(desk->place, caller_of(call), wish.before, wish.after));
    desk->gate.forget();
    return open(desk, call, signed_in);
}

base::Result<Answer> post_otp(Desk const& desk, Call const& call) {
    auto const wish = TRY(service::begin_otp(desk->place, caller_of(call)));
    return record_answer(OtpShown{wish.secret, wish.uri});
}

base::Result<Answer> put_otp(Desk const& desk, Call& call) {
    auto const wish = body_of<OtpConfirm>(call);
    TRY_VOID(service::confirm_otp(desk->place, caller_of(call), wish.secret, wish.code));
    return Answer();
}

base::Result<Answer> get_provider(Desk const& desk, Call const& call) {
    if (!desk->oidc) return base::fail(base::ErrorKind::not_found, "oidc_unset", {});
    auto const begun = TRY(desk->oidc->begin(call.now_ms, base::to_text(call.query[0])));
    Answer answer;
    answer.text = "{\"url\":";
    append_json_text(answer.text, begun.url);
    answer.text += "}";
    // Lax: the browser must bring it back when the provider sends it here.
    answer.fields.push_back({"Set-Cookie", desk->proof().cookie_name(state_cookie) + "=" +
                                               begun.state + "; Path=/; SameSite=Lax; HttpOnly" +
                                               (desk->secure ? "; Secure" : "")});
    return answer;
}

base::Result<Answer> get_provider_back(Desk const& desk, Call const& call) {
    if (!desk->oidc) return base::fail(base::ErrorKind::not_found, "oidc_unset", {});
    auto const text = [&](size_t i) { return base::to_text(call.query[i]); };
    std::string const cookie =
        find_cookie(call.request, desk->proof().cookie_name(state_cookie)).value_or("");
    auto const user = TRY(desk->oidc->finish(text(0), cookie, text(1), call.now_ms));
    store::External const external = {user.organisation,
                                      "oidc:" + user.issuer + "#" + user.subject};
    auto const signed_in = TRY(service::sign_in_external(desk->place, moment_of(call), external));
    Answer answer;
    answer.fields = desk->proof().open_fields(signed_in.secret);
    answer.fields.push_back(
        {"Set-Cookie", desk->proof().cookie_name(state_cookie) + "=; Path=/; Max-Age=0"});
    // A redirect would still count as the provider's, and strict cookies stay at home then.
    answer.text = "<!doctype html><meta http-equiv=\"refresh\" content=\"0;url=/\">";
    answer.type = "text/html; charset=utf-8";
    return answer;
}

template <typename Work>
std::function<base::Result<Answer>(Call&)> bound(Desk const& desk, Work work) {
    return [desk, work](Call& call) -> base::Result<Answer> {
        // A token stands for a program; how a person signs in is not its business.
        if (call.identity.via == Via::token && call.request.method != Method::get)
            return base::fail(base::ErrorKind::forbidden, "token_by_token", {});
        return work(desk, call);
    };
}

void add_password_routes(std::vector<Route>& out, Desk const& desk) {
    Route sign_in = make_route(Method::post, "", "public", "Sign in by name and password.");
    takes<SignInWish>(sign_in);
    shows_session(sign_in);
    sign_in.rate = RateClass::sign_in;
    sign_in.handle = bound(desk, post_session);
    out.push_back(std::move(sign_in));
    Route password = make_route(Method::put, "/password", "signed_in",
                                "Change the own password; signs in anew.");
    takes<PasswordWish>(password);
    shows_session(password);
    password.rate = RateClass::sign_in;
    password.handle = bound(desk, put_password);
    out.push_back(std::move(password));
    Route otp = make_route(Method::post, "/otp", "signed_in", "A secret for a one-time code app.");
    otp.reply_record = &base::record_of<OtpShown>;
    otp.handle = bound(desk, post_otp);
    out.push_back(std::move(otp));
    Route confirm =
        make_route(Method::put, "/otp", "signed_in", "From now on one-time codes are asked for.");
    takes<OtpConfirm>(confirm);
    confirm.reply = ReplyKind::nothing;
    confirm.status = 204;
    confirm.rate = RateClass::sign_in;
    confirm.handle = bound(desk, put_otp);
    out.push_back(std::move(confirm));
}

void add_provider_routes(std::vector<Route>& out, Desk const& desk) {
    Route begin = make_route(Method::get, "/provider", "public", "Where to sign in by a provider.");
    begin.query = {query_field("organisation", base::ValueType::text,
                               "Id or credit code of the organisation to act for.", true)};
    begin.reply = ReplyKind::json;
    begin.rate = RateClass::sign_in;
    begin.handle = bound(desk, get_provider);
    out.push_back(std::move(begin));
    Route back = make_route(Method::get, "/provider/back", "public",
                            "Where the provider sends the browser back to.");
    back.query = {query_field("state", base::ValueType::text, "As it was sent.", true),
                  query_field("code", base::ValueType::text, "Of the provider.", true),
                  query_field("iss", base::ValueType::text, "Issuer (RFC 9207)."),
                  query_field("session_state", base::ValueType::text, "Not used.")};
    back.reply = ReplyKind::text;
    back.rate = RateClass::sign_in;
    back.handle = bound(desk, get_provider_back);
    out.push_back(std::move(back));
}

}  // namespace

std::vector<Route> session_routes(std::shared_ptr<SessionDesk const> const& desk) {
    std::vector<Route> out;
    Route get = make_route(Method::get, "", "signed_in", "Who is signed in, and what they may do.");
    shows_session(get);
    get.handle = bound(desk, get_session);
    out.push_back(std::move(get));
    Route portal;
    portal.path = "/v1/portal";
    portal.permission = "public";
    portal.summary = "What the sign-in page may know of this deployment.";
    portal.reply_record = &base::record_of<PortalShown>;
    portal.quick = true;
    portal.handle = [desk](Call&) { return get_portal(desk); };
    out.push_back(std::move(portal));
    Route remove = make_route(Method::remove, "", "signed_in", "Sign out.");
    remove.reply = ReplyKind::nothing;
    remove.status = 204;
    remove.handle = bound(desk, delete_session);
    out.push_back(std::move(remove));
    Route renew = make_route(Method::post, "/renew", "signed_in",
                             "A new secret for this sign-in, in another organisation if asked.");
    takes<RenewWish>(renew);
    shows_session(renew);
    renew.handle = bound(desk, post_renew);
    out.push_back(std::move(renew));
    add_password_routes(out, desk);
    add_provider_routes(out, desk);
    return out;
}

Authenticate make_authenticate(service::Gate& gate) {
    return [&gate](Credentials const& credentials,
                   int64_t now_ms) -> base::Result<std::optional<Identity>> {
        store::Moment const moment = {.now = now_ms};
        std::optional<service::Known> known;
        if (credentials.via == Via::cookie)
            known = TRY(gate.find_sign_in(credentials.secret, moment));
        if (credentials.via == Via::token) known = TRY(gate.find_token(credentials.secret, moment));
        if (credentials.via == Via::gateway) {
            size_t const slash = std::min(credentials.user.find('/'), credentials.user.size());
            store::External const external = {
                credentials.user.substr(0, slash),
                "gateway:" + credentials.user.substr(std::min(slash + 1, credentials.user.size()))};
            known = TRY(gate.find_external(external, moment));
        }
        if (!known) return std::nullopt;
        Identity out;
        out.actor = known->identity.actor;
        out.account = known->identity.account;
        out.tenant = known->identity.tenant;
        out.roles = known->roles;
        out.permissions = known->permissions;
        out.sign_in = known->sign_in;
        out.must_change = known->must_change;
        out.session = known->session;
        if (known->is_token) out.only_purpose = known->identity.purpose;
        return out;
    };
}

}  // namespace http
