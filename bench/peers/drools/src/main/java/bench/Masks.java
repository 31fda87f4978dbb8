// Judges the rows of a file with Drools: a session for every thousand loans, the best of some runs.
package bench;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.runtime.KieContainer;
import org.kie.api.runtime.KieSession;

public final class Masks {
    private static final int BATCH = 1000;

    private static Integer day(String s) { return s.isEmpty() ? null : Integer.valueOf(s); }
    private static Long number(String s) { return s.isEmpty() ? null : Long.valueOf(s); }
    private static String text(String s) { return s.isEmpty() ? null : s; }
    private static Boolean flag(String s) { return s.isEmpty() ? null : Boolean.valueOf(s); }

    private static List<Loan> read(Path file) throws Exception {
        List<Loan> out = new ArrayList<>();
        for (String row : Files.readAllLines(file)) {
            String[] c = row.split("\\|", -1);
            Loan l = new Loan();
            l.receipt = Long.parseLong(c[0]);
            l.start = day(c[1]); l.due = day(c[2]); l.amount = number(c[3]); l.rate = number(c[4]);
            l.product = text(c[5]); l.quality = text(c[6]); l.guarantee = text(c[7]); l.id = text(c[8]);
            l.region = text(c[9]); l.size = text(c[10]); l.staff = number(c[11]); l.revenue = number(c[12]);
            l.line = number(c[13]); l.farmer = flag(c[14]); l.urban = flag(c[15]); l.green = flag(c[16]);
            l.industry = text(c[17]); l.hf = day(c[18]); l.ht = day(c[19]); l.ha = day(c[20]);
            l.sf = day(c[21]); l.st = day(c[22]);
            out.add(l);
        }
        return out;
    }

    private static Set<String> codes(Path file, String answer) throws Exception {
        Set<String> out = new HashSet<>();
        for (String row : Files.readAllLines(file)) {
            String[] c = row.split("\\|", -1);
            if (c[1].equals(answer)) out.add(c[0]);
        }
        return out;
    }

    private static KieContainer compile() throws Exception {
        KieServices services = KieServices.Factory.get();
        KieFileSystem files = services.newKieFileSystem();
        byte[] drl = Masks.class.getResourceAsStream("/rules/masks.drl").readAllBytes();
        files.write("src/main/resources/rules/masks.drl", new String(drl, "UTF-8"));
        var built = services.newKieBuilder(files).buildAll(ExecutableModelProject.class).getResults();
        if (built.hasMessages(Message.Level.ERROR)) throw new IllegalStateException(built.toString());
        return services.newKieContainer(services.getRepository().getDefaultReleaseId());
    }

    private static void judge(KieContainer rules, List<Loan> loans, Set<String> yes, Set<String> maybe) {
        Set<String> products = Set.of("F022", "F023", "F041", "F042", "F051", "F052", "F061", "F081", "F082",
                                      "F09", "F12");
        for (int begin = 0; begin < loans.size(); begin += BATCH) {
            KieSession session = rules.newKieSession();
            session.setGlobal("products", products);
            session.setGlobal("coreYes", yes);
            session.setGlobal("coreMaybe", maybe);
            for (Loan l : loans.subList(begin, Math.min(loans.size(), begin + BATCH))) session.insert(l);
            session.fireAllRules();
            session.dispose();
        }
    }

    private static long cpu() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime();
    }

    public static void main(String[] args) throws Exception {
        List<Loan> loans = read(Path.of(args[0]));
        Set<String> yes = codes(Path.of(args[1]), "true"), maybe = codes(Path.of(args[1]), "");
        KieContainer rules = compile();
        double best = Double.MAX_VALUE, wall = 0;
        int runs = Integer.parseInt(args[3]);
        for (int run = 0; run < runs; ++run) {
            for (Loan l : loans) l.t = l.u = 0;
            long began = cpu(), at = System.nanoTime();
            judge(rules, loans, yes, maybe);
            double used = (cpu() - began) * 1e-9;
            if (used < best) { best = used; wall = (System.nanoTime() - at) * 1e-9; }
        }
        try (PrintWriter out = new PrintWriter(args[2])) {
            for (Loan l : loans) out.println(l.receipt + "," + l.t + "," + l.u);
        }
        System.out.printf("{\"rows\": %d, \"cpu\": %.4f, \"wall\": %.4f}%n", loans.size(), best, wall);
    }
}
