// Starts and stops the private PostgreSQL of the tests.
#include <fcntl.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "store/server_for_test.hpp"

namespace store {

ServerForTest& ServerForTest::get() {
    static ServerForTest one;
    return one;
}

ServerForTest::ServerForTest() {
    programs_ = "/usr/lib/postgresql/15/bin/";
    if (!base::is_file(programs_ + "initdb")) return;
    passwd const* const user = getpwnam("postgres");
    if (getuid() == 0 && user != nullptr) {
        EXPECT_EQ(chown(folder_.path().c_str(), user->pw_uid, user->pw_gid), 0);
    }
    std::string const data = folder_.path() + "/data";
    EXPECT_EQ(run("initdb", {"-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
                             "--locale=C.UTF-8", "--no-sync"}),
              0);
    runs_ = start();
    EXPECT_TRUE(runs_);
}

ServerForTest::~ServerForTest() {
    if (runs_) run("pg_ctl", {"-D", folder_.path() + "/data", "-m", "immediate", "-w", "stop"});
}

bool ServerForTest::start() {
    std::string const options = "-k " + folder_.path() +
                                " -c listen_addresses= -c fsync=off -c full_page_writes=off"
                                " -c shared_buffers=32MB -c jit=off";
    return run("pg_ctl", {"-D", folder_.path() + "/data", "-w", "-l", folder_.path() + "/log", "-o",
                          options, "start"}) == 0;
}

int ServerForTest::run(std::string const& program,
                       std::vector<std::string> const& arguments) const {
    std::vector<std::string> all = {programs_ + program};
    if (getuid() == 0) all = {"/usr/sbin/runuser", "-u", "postgres", "--", programs_ + program};
    all.insert(all.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    for (std::string& each : all) pointers.push_back(each.data());
    pointers.push_back(nullptr);
    pid_t const child = fork();
    if (child == 0) {
        int const null = open("/dev/null", O_RDWR);
        for (int stream = 0; stream < 3; ++stream) dup2(null, stream);
        if (chdir("/") != 0) _exit(126);
        execv(pointers[0], pointers.data());
        _exit(127);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string ServerForTest::make_database() {
    if (!runs_) return "";
    std::string const name = "test" + std::to_string(++count_);
    EXPECT_EQ(run("createdb", {"-h", folder_.path(), "-U", "postgres", name}), 0);
    return "postgresql://postgres@/" + name + "?host=" + folder_.path();
}

void ServerForTest::restart() {
    run("pg_ctl", {"-D", folder_.path() + "/data", "-m", "immediate", "-w", "stop"});
    EXPECT_TRUE(start());
}

void ServerForTest::cut_connections() {
    EXPECT_EQ(run("psql", {"-h", folder_.path(), "-U", "postgres", "-d", "postgres", "-c",
                           "select pg_terminate_backend(pid) from pg_stat_activity where datname "
                           "like 'test%'"}),
              0);
}

}  // namespace store
