// Goal: the server's own requests trust only a certificate that names the host; a server answers a
// client of another kind than the raw sockets of test/http.
// Method: this library's server on a free port, with a certificate made here.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <thread>

#include "base/folder_for_test.hpp"
#include "http/fetch.hpp"
#include "http/server.hpp"

namespace http {
namespace {

int64_t now_ms() { return 1'795'421'730'000; }
int64_t tick_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Says what it was asked.
class Mirror final : public Application {
public:
    Plan plan(Request&) override {
        Plan plan;
        plan.body_bytes_most = 100;
        return plan;
    }
    std::optional<Reply> allow(Request&) override { return std::nullopt; }
    Reply answer(Request& request) override {
        Reply reply;
        reply.body = std::string(to_text(request.method)) + " " + request.target + " " +
                     std::string(request.field("x-a")) + " " + request.body;
        return reply;
    }
    Reply refuse(Request const&, std::string_view code) override {
        Reply reply;
        reply.status = 400;
        reply.body = code;
        return reply;
    }
    void finished(Request const&, Outcome const&) override {}
};

/// A self-signed certificate for localhost, good from an hour ago for two.
void write_certificate(std::string const& cert, std::string const& key) {
    EVP_PKEY* const pair = EVP_EC_gen("P-256");
    X509* const made = X509_new();
    X509_set_version(made, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
    X509_gmtime_adj(X509_getm_notBefore(made), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made), 3600);
    X509_set_pubkey(made, pair);
    X509_NAME* const name = X509_get_subject_name(made);
    auto const* const text = reinterpret_cast<unsigned char const*>("localhost");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(made, name);
    X509_EXTENSION* const names =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
    X509_add_ext(made, names, -1);
    X509_sign(made, pair, EVP_sha256());
    FILE* const first = std::fopen(cert.c_str(), "w");
    PEM_write_X509(first, made);
    std::fclose(first);
    FILE* const second = std::fopen(key.c_str(), "w");
    PEM_write_PrivateKey(second, pair, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(second);
    X509_EXTENSION_free(names);
    X509_free(made);
    EVP_PKEY_free(pair);
}

/// A server on a thread of its own.
class Running {
public:
    explicit Running(ServerSettings settings) : server_(mirror_, with_clock(std::move(settings))) {
        EXPECT_TRUE(server_.listen());
        port_ = std::to_string(server_.port());
        thread_ = std::jthread([this] { server_.run({}); });
    }
    ~Running() { server_.stop(); }
    std::string const& port() const { return port_; }

private:
    static ServerSettings with_clock(ServerSettings settings) {
        settings.clock = {now_ms, tick_us};
        settings.io_threads = 1;
        return settings;
    }
    Mirror mirror_;
    Server server_;
    std::string port_;
    std::jthread thread_;
};

TEST(Client, PlainToThisMachine) {
    Running const running{ServerSettings()};
    auto const fetched = network_fetch({})(
        {Method::post, "http://127.0.0.1:" + running.port() + "/a?b=c", {{"X-A", "1"}}, "body"});
    ASSERT_TRUE(fetched) << fetched.error().args[1].second;
    EXPECT_EQ(fetched->status, 200);
    EXPECT_EQ(fetched->body, "POST /a?b=c 1 body");
}

TEST(Client, TrustsAHostByNameAndAuthority) {
    base::FolderForTest const folder;
    ServerSettings settings;
    settings.certificate = folder.path() + "/cert.pem";
    settings.key = folder.path() + "/key.pem";
    write_certificate(settings.certificate, settings.key);
    Running const running(settings);
    FetchRequest request;
    request.url = "https://localhost:" + running.port() + "/";
    EXPECT_EQ(network_fetch({})(request).error().code, "fetch_failed");  // Nobody vouches for it.
    Fetch const fetch = network_fetch({settings.certificate, 10'000});
    ASSERT_TRUE(fetch(request));
    EXPECT_EQ(fetch(request)->status, 200);
    request.url = "https://127.0.0.1:" + running.port() + "/";  // Not in the certificate.
    EXPECT_EQ(fetch(request).error().code, "fetch_failed");
}

TEST(Client, NobodyListens) {
    std::string port;
    {
        Running const running{ServerSettings()};
        port = running.port();
    }
    auto const fetched = network_fetch({})({Method::get, "http://127.0.0.1:" + port, {}, ""});
    EXPECT_EQ(fetched.error().code, "fetch_failed");
}

}  // namespace
}  // namespace http
