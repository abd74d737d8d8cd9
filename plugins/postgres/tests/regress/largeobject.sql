SELECT lo_create(42);

SELECT lowrite(fd, '
I wandered lonely as a cloud
That floats on high o''er vales and hills,
When all at once I saw a crowd,
A host, of golden daffodils;
Beside the lake, beneath the trees,
Fluttering and dancing in the breeze.

Continuous as the stars that shine
And twinkle on the milky way,
They stretched in never-ending line
Along the margin of a bay:
Ten thousand saw I at a glance,
Tossing their heads in sprightly dance.

The waves beside them danced; but they
Out-did the sparkling waves in glee:
A poet could not but be gay,
In such a jocund company:
I gazed--and gazed--but little thought
What wealth the show to me had brought:

For oft, when on my couch I lie
In vacant or in pensive mood,
They flash upon that inward eye
Which is the bliss of solitude;
And then my heart with pleasure fills,
And dances with the daffodils.

         -- William Wordsworth
') FROM lotest_stash_values;

SELECT lo_close(fd) FROM lotest_stash_values;

SELECT lo_lseek(fd, 104, 0) FROM lotest_stash_values;

SELECT loread(fd, 28) FROM lotest_stash_values;

SELECT lo_lseek(fd, -19, 1) FROM lotest_stash_values;

SELECT lowrite(fd, 'n') FROM lotest_stash_values;

SELECT lo_tell(fd) FROM lotest_stash_values;

SELECT lo_lseek(fd, -744, 2) FROM lotest_stash_values;

SELECT lo_open(loid, x'40000'::int) from lotest_stash_values;

SELECT lo_truncate(fd, 11) FROM lotest_stash_values;

SELECT loread(fd, 15) FROM lotest_stash_values;

SELECT lo_truncate(fd, 10000) FROM lotest_stash_values;

SELECT loread(fd, 10) FROM lotest_stash_values;

SELECT lo_lseek(fd, 0, 2) FROM lotest_stash_values;

SELECT lo_truncate(fd, 5000) FROM lotest_stash_values;

SELECT lo_lseek64(fd, 4294967296, 0) FROM lotest_stash_values;

SELECT lowrite(fd, 'offset:4GB') FROM lotest_stash_values;

SELECT lo_tell64(fd) FROM lotest_stash_values;

SELECT lo_lseek64(fd, -10, 1) FROM lotest_stash_values;

SELECT lo_truncate64(fd, 5000000000) FROM lotest_stash_values;

SELECT lo_lseek64(fd, 0, 2) FROM lotest_stash_values;

SELECT lo_truncate64(fd, 3000000000) FROM lotest_stash_values;

SELECT lo_unlink(loid) from lotest_stash_values;

SELECT lo_lseek(fd, 2030, 0) FROM lotest_stash_values;

SELECT loread(fd, 36) FROM lotest_stash_values;

SELECT lo_lseek(fd, -26, 1) FROM lotest_stash_values;

SELECT lowrite(fd, 'abcdefghijklmnop') FROM lotest_stash_values;

SELECT lo_unlink(loid) FROM lotest_stash_values;

SELECT lo_create(2121);

SELECT lo_open(2121, x'40000'::int);

SELECT lo_open(2121, x'20000'::int);

SELECT lo_creat(42);

SELECT lo_unlink(42);

SELECT lowrite(42, 'x');

SELECT lo_truncate(42, 0);

SELECT lo_truncate64(42, 0);

SELECT lo_from_bytea(0, 'x');

SELECT lo_put(42, 0, 'x');
